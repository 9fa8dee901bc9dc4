import { Delivery, isFinal, MESSAGE_STATES, OutboxRepository, Storage, type MessageEvent } from '@chappe/sms';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { ApiExcludeController } from '@nestjs/swagger';
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';

/** What Prometheus reads: the process, and what messages do. Never a phone number, never an account. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  private readonly registry = new Registry();
  private readonly moves = new Counter({
    name: 'sms_messages_total',
    help: 'Messages that came into a state, since the process started.',
    labelNames: ['state'],
    registers: [this.registry],
  });
  private readonly states = new Gauge({
    name: 'sms_messages',
    help: 'Messages that are in a state now which is not the last.',
    labelNames: ['state'],
    registers: [this.registry],
  });
  private readonly inFlight = new Gauge({
    name: 'sms_carrier_submissions_in_flight',
    help: 'Submissions that wait for the answer of a carrier.',
    labelNames: ['carrier'],
    registers: [this.registry],
  });
  private readonly carrierUp = new Gauge({
    name: 'sms_carrier_up',
    help: '1 when the line to a carrier is there.',
    labelNames: ['carrier'],
    registers: [this.registry],
  });
  private readonly carrierOpen = new Gauge({
    name: 'sms_carrier_breaker_open',
    help: '1 when a carrier is given nothing for a while, because its last answers were failures.',
    labelNames: ['carrier'],
    registers: [this.registry],
  });
  private readonly carrierPaused = new Gauge({
    name: 'sms_carrier_paused',
    help: '1 when a carrier is held up by hand.',
    labelNames: ['carrier'],
    registers: [this.registry],
  });
  private readonly orphans = new Gauge({
    name: 'sms_orphan_receipts',
    help: 'Receipts that matched no message when they came, since the process started.',
    registers: [this.registry],
  });
  private readonly odd = new Gauge({
    name: 'sms_odd_answers',
    help: 'Answers, receipts and messages of carriers that made no sense, since the process started.',
    registers: [this.registry],
  });
  private readonly skew = new Gauge({
    name: 'sms_clock_skew_seconds',
    help: 'How far the clock of this machine is ahead of the date of the database, which is followed; 0 where none is.',
    registers: [this.registry],
  });
  private readonly outbox = new Gauge({
    name: 'sms_outbox_events',
    help: 'Facts that wait to be published.',
    registers: [this.registry],
  });

  constructor(
    @Inject(Delivery) private readonly delivery: Delivery,
    @Inject(Storage) private readonly storage: Storage,
  ) {
    collectDefaultMetrics({ register: this.registry });
  }

  @OnEvent('message.*')
  count(event: MessageEvent): void {
    if (event.type !== 'message.edited') this.moves.inc({ state: event.data.state });
  }

  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  async metrics(): Promise<string> {
    const counts = await this.delivery.countByState('unfinished');
    for (const state of MESSAGE_STATES.filter(one => !isFinal(one)))
      this.states.set({ state }, counts[state] ?? 0);
    const { carriers, orphanReceipts, oddAnswers, clockSkewMs } = this.delivery.status();
    for (const { name, health, breaker, paused, submissionsInFlight } of carriers) {
      this.inFlight.set({ carrier: name }, submissionsInFlight);
      this.carrierUp.set({ carrier: name }, health.up ? 1 : 0);
      this.carrierOpen.set({ carrier: name }, breaker === 'open' ? 1 : 0);
      this.carrierPaused.set({ carrier: name }, paused ? 1 : 0);
    }
    this.orphans.set(orphanReceipts);
    this.odd.set(oddAnswers);
    this.skew.set((clockSkewMs ?? 0) / 1000);
    this.outbox.set(await this.storage.read(tx => tx.get(OutboxRepository).size()));
    return this.registry.metrics();
  }
}
