#!/usr/bin/perl
# A message centre made of Net::SMPP (Debian: libnet-smpp-perl), which nobody here wrote. It takes what is submitted, decodes the
# texts with Perl's own tables, sends receipts, answers queries, and does on request what centres do on bad days: the last two
# digits of a number, or the text, say what. Whatever it hears is told on standard output, a line of JSON each.
use strict;
use warnings;
use Encode qw(decode);
use Encode::GSM0338;
use IO::Select;
use JSON::PP;
use Net::SMPP;
use POSIX qw(strftime);

use constant { ROK => 0, RINVDSTADR => 0x0b, RINVMSGID => 0x0c, RINVPASWD => 0x0e, RTHROTTLED => 0x58 };
use constant { DELIVERED => 2, UNDELIVERABLE => 5 };

$| = 1;
my $json = JSON::PP->new->canonical->utf8;
my $listener = Net::SMPP->new_listen('127.0.0.1', port => 0, smpp_version => 0x34) or die "cannot listen: $!";
my $select = IO::Select->new($listener);
my %bound;     # what each session is bound as, by its descriptor
my %sessions;  # the sessions, by their descriptors
my %message;   # what was taken, by the id it was given
my %throttled; # who was told "too fast" already
my $last_id = 0xfff0;

sub tell_of { print $json->encode({@_}), "\n" }

tell_of(event => 'listening', port => $listener->sockport);
while (1) {
    for my $ready ($select->can_read) {
        if ($ready == $listener) {
            my $session = $listener->accept or next;
            $select->add($session);
            $sessions{fileno $session} = $session;
        }
        else { serve($ready) }
    }
}

sub serve {
    my ($session) = @_;
    my $pdu = do { local $SIG{__WARN__} = sub { }; $session->read_pdu };
    return forget($session) if !defined $pdu;
    my $command = $pdu->explain_cmd;
    if ($command =~ /^bind_(\w+)$/) { return bind_as($session, $pdu, $1) }
    if ($command eq 'submit_sm') { return submit($session, $pdu) }
    if ($command eq 'query_sm') { return query($session, $pdu) }
    if ($command eq 'enquire_link') { return $session->enquire_link_resp(seq => $pdu->{seq}) }
    if ($command eq 'deliver_sm_resp') { return tell_of(event => 'thanked', seq => $pdu->{seq}, status => $pdu->{status}) }
    if ($command eq 'unbind') {
        tell_of(event => 'unbind', from => 'client');
        return $session->unbind_resp(seq => $pdu->{seq});
    }
    tell_of(event => 'other', command => $command, status => $pdu->{status});
}

sub forget {
    my ($session) = @_;
    my $fd = fileno $session;
    $select->remove($session);
    delete $bound{$fd};
    delete $sessions{$fd};
    close $session;
    tell_of(event => 'closed');
}

sub bind_as {
    my ($session, $pdu, $mode) = @_;
    my $status = $pdu->{password} eq 'secret' ? ROK : RINVPASWD;
    my %answer = (seq => $pdu->{seq}, status => $status, system_id => 'net-smpp');
    if ($mode eq 'transceiver') { $session->bind_transceiver_resp(%answer) }
    elsif ($mode eq 'transmitter') { $session->bind_transmitter_resp(%answer) }
    else { $session->bind_receiver_resp(%answer) }
    $bound{fileno $session} = $mode if $status == ROK;
    tell_of(event => 'bind', mode => $mode, system_id => $pdu->{system_id}, status => $status);
}

sub submit {
    my ($session, $pdu) = @_;
    my ($octets, $header) = split_user_data($pdu);
    my $text = text_of($pdu->{data_coding}, $octets);
    my $to = $pdu->{destination_addr};
    my $fate = substr $to, -2;
    tell_of(
        event => 'submit', to => $to, from => $pdu->{source_addr}, from_ton => $pdu->{source_addr_ton},
        text => $text, data_coding => $pdu->{data_coding}, esm_class => $pdu->{esm_class},
        validity => $pdu->{validity_period}, registered => $pdu->{registered_delivery}, part($pdu, $header),
    );
    my %answer = (seq => $pdu->{seq}, message_id => '');
    return $session->submit_sm_resp(%answer, status => RINVDSTADR) if $fate eq '11';
    return $session->submit_sm_resp(%answer, status => RTHROTTLED) if $fate eq '58' && !$throttled{$to}++;
    return if $fate eq '99';    # Silence.

    # Hexadecimal with zeros in front here, decimal in receipts: as one large carrier has it.
    my $number = ++$last_id;
    my $id = sprintf '%08x', $number;
    my $state = $fate eq '05' ? UNDELIVERABLE : DELIVERED;
    $message{$id} = { from => $pdu->{source_addr}, state => $state };
    $session->submit_sm_resp(%answer, message_id => $id);
    receipt($pdu, $number, $state);
    if ($text eq 'Say goodbye') { $session->unbind(async => 1); tell_of(event => 'unbind', from => 'centre') }
    if ($text eq 'Report on nobody') { receipt($pdu, 4711, DELIVERED) }
    if ($text eq 'Answer me') { answer($pdu) }
}

sub query {
    my ($session, $pdu) = @_;
    my $found = $message{$pdu->{message_id}};
    my $known = $found && $found->{from} eq $pdu->{source_addr};
    tell_of(event => 'query', id => $pdu->{message_id}, from => $pdu->{source_addr}, known => $known ? 1 : 0);
    $session->query_sm_resp(
        seq => $pdu->{seq}, status => $known ? ROK : RINVMSGID, message_id => $pdu->{message_id}, final_date => '',
        message_state => $known ? $found->{state} : 0, error_code => 0,
    );
}

# A receipt in the form of appendix B, without any TLV, on a session that takes it.
sub receipt {
    my ($pdu, $id, $state) = @_;
    my $date = strftime '%y%m%d%H%M', gmtime;
    my ($word, $error) = $state == DELIVERED ? ('DELIVRD', '000') : ('UNDELIV', '001');
    deliver(
        source_addr => $pdu->{destination_addr}, source_addr_ton => 1, destination_addr => $pdu->{source_addr},
        esm_class => 0x04,
        short_message => "id:$id sub:001 dlvrd:001 submit date:$date done date:$date stat:$word err:$error text:",
    );
}

# The phone answers: in three parts of GSM characters, the last first, and then a Unicode text in one.
sub answer {
    my ($pdu) = @_;
    my %between = (
        source_addr => $pdu->{destination_addr}, source_addr_ton => 1, source_addr_npi => 1, destination_addr => '36180',
    );
    my @texts = map { Encode::encode('gsm0338', "$_ part: " . ("\x{e0} vos ordres, " x 8)) } qw(First Second Third);
    for my $place (2, 1, 0) {
        my $header = pack 'C6', 5, 0, 3, 77, scalar @texts, $place + 1;
        deliver(%between, esm_class => 0x40, data_coding => 0, short_message => $header . $texts[$place]);
    }
    deliver(%between, data_coding => 8, short_message => Encode::encode('UTF-16BE', "\x{41f}\x{440}\x{438}\x{432}\x{435}\x{442}"));
}

sub deliver {
    my %pdu = @_;
    my ($fd) = grep { $bound{$_} ne 'transmitter' } sort { $a <=> $b } keys %bound;
    my $seq = $sessions{$fd}->deliver_sm(async => 1, %pdu);
    tell_of(event => 'delivered', seq => $seq);
}

sub split_user_data {
    my ($pdu) = @_;
    my $octets = defined $pdu->{message_payload} ? $pdu->{message_payload} : $pdu->{short_message};
    return ($octets, undef) if !($pdu->{esm_class} & 0x40);
    my $length = 1 + unpack 'C', $octets;
    return (substr($octets, $length), [ unpack 'C*', substr $octets, 0, $length ]);
}

sub text_of {
    my ($data_coding, $octets) = @_;
    return decode($data_coding == 8 ? 'UTF-16BE' : 'gsm0338', $octets);
}

# Which part of which text it is, however that is told.
sub part {
    my ($pdu, $header) = @_;
    if ($header && $header->[1] == 0) { return (how => 'udh8', reference => $header->[3], total => $header->[4], part => $header->[5]) }
    if ($header && $header->[1] == 8) {
        return (how => 'udh16', reference => $header->[3] * 256 + $header->[4], total => $header->[5], part => $header->[6]);
    }
    if (defined $pdu->{sar_total_segments}) {
        return (
            how => 'sar', reference => unpack('n', $pdu->{sar_msg_ref_num}),
            total => unpack('C', $pdu->{sar_total_segments}), part => unpack('C', $pdu->{sar_segment_seqnum}),
        );
    }
    return (how => defined $pdu->{message_payload} ? 'payload' : 'short', total => 1, part => 1);
}
