/** The npm `smpp` server, acknowledging every submission at once and doing nothing else: what there is to compare with. */
import smpp from 'smpp';

let id = 0;
const server = smpp.createServer(session => {
  session.on('error', () => session.destroy());
  session.on('bind_transceiver', pdu => session.send(pdu.response()));
  session.on('unbind', pdu => session.send(pdu.response(), () => session.close()));
  session.on('enquire_link', pdu => session.send(pdu.response()));
  session.on('submit_sm', pdu => session.send(pdu.response({ message_id: String((id += 1)) })));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
