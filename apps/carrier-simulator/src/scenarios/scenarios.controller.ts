import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  MessageCentre,
  readScenario,
  REALISTIC_LATENCY,
  RecordingError,
  recordScenario,
  runScenario,
  SCENARIO_SCHEMA,
  ScenarioError,
  type CheckedScenario,
} from '@chappe/smsc';
import { stringify } from 'yaml';
import { WorldClock } from '../clock/index.js';
import { HeldRequests, HttpAccounts } from '../http/index.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { Problem } from '../problem/problem.js';
import { Runs } from '../runs/index.js';
import { LiveClock } from './live-clock.js';
import { SCENARIO_MEDIA_TYPES, sourceOfBody } from './scenario-body.js';
import { RecordQueryDto, RunQueryDto, ScenarioReportDto } from './scenarios.dto.js';

/** Steps of a scenario that is run by request; a longer one is for the command. */
const MAX_STEPS_BY_REQUEST = 100_000;
/** So many submissions, which take memory while it lasts; more are for the command, which has a process of its own. */
const MAX_SUBMISSIONS_BY_REQUEST = 200_000;

/** Scenarios: run, recorded, and what they may say. */
@ApiTags('control')
@Controller('control/scenarios')
export class ScenariosController {
  private running = false;

  constructor(
    private readonly centre: MessageCentre,
    private readonly clock: WorldClock,
    private readonly accounts: HttpAccounts,
    private readonly held: HeldRequests,
    private readonly runs: Runs,
  ) {}

  @Get('schema')
  @ApiOperation({ summary: 'The language of the scenarios, as JSON Schema 2020-12' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @ApiProblems()
  schema(): object {
    return SCENARIO_SCHEMA;
  }

  @Post('run')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Runs a scenario and tells what came of it',
    description:
      'A run whose expectations are not met is answered with 200 and `ok: false`: the request was carried out. ' +
      'A scenario that cannot be run as it is written is a 422 with every mistake and its line.',
  })
  @ApiConsumes('application/json', ...SCENARIO_MEDIA_TYPES)
  @ApiBody({ schema: { type: 'object', additionalProperties: true, example: { name: 'Hello', steps: [] } } })
  @ApiOkResponse({ type: ScenarioReportDto })
  @ApiProblems(400, 409, 413, 422, 429)
  async run(@Body() body: unknown, @Query() { where = 'live' }: RunQueryDto): Promise<ScenarioReportDto> {
    const checked = checkedBody(body);
    if (this.running)
      throw Problem.tooMany('A scenario is running already. Let it end, or start a simulator of your own.');
    // A seed means a clean world, for everybody.
    const begun = where === 'live' && checked.scenario.seed !== undefined ? this.runs.list() : [];
    if (begun.length > 0) throw Problem.wouldResetRuns(begun.map(({ id }) => id));
    this.running = true;
    try {
      const { report } = await runScenario(checked, {
        maxSteps: MAX_STEPS_BY_REQUEST,
        maxSubmissions: MAX_SUBMISSIONS_BY_REQUEST,
        turn: () => new Promise(done => setImmediate(done)),
        ...(where === 'apart' ? {} : this.live()),
      });
      return { ...report, steps: [...report.steps], failures: [...report.failures] };
    } finally {
      this.running = false;
    }
  }

  @Get('record')
  @Header('content-type', 'application/yaml; charset=utf-8')
  @ApiOperation({
    summary: 'All that came from outside since the last reset, as a scenario that does it again',
    description:
      'Phones get other numbers of the same operator unless `anonymised=false`; see docs/testing-with-the-simulator.md.',
  })
  @ApiProduces('application/yaml')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems(422)
  record(@Query() { name = 'A recorded run', anonymised }: RecordQueryDto): string {
    const { centre } = this;
    const scheduled = centre
      .messages({}, Number.MAX_SAFE_INTEGER)
      .flatMap(({ id, scheduledAt }) => (scheduledAt === undefined ? [] : [[id, scheduledAt] as const]));
    const isRealistic = JSON.stringify(centre.latency) === JSON.stringify(REALISTIC_LATENCY);
    try {
      const scenario = recordScenario({
        entries: centre.journal.entries(),
        name,
        anonymised: anonymised !== 'false',
        ...(isRealistic ? {} : { latency: centre.latency }),
        scheduledAt: new Map(scheduled),
      });
      return stringify(scenario, { lineWidth: 120 });
    } catch (cause) {
      if (cause instanceof RecordingError) throw Problem.invalid([], cause.message);
      throw cause;
    }
  }

  private live(): Parameters<typeof runScenario>[1] {
    return {
      centre: this.centre,
      clock: new LiveClock(this.clock, this.centre),
      onReset: () => {
        this.accounts.forgetMessages();
        this.held.cutAll();
      },
    };
  }
}

function checkedBody(body: unknown): CheckedScenario {
  try {
    return readScenario(sourceOfBody(body));
  } catch (cause) {
    if (!(cause instanceof ScenarioError)) throw cause;
    const errors = cause.mistakes.map(({ line, path, mistake }) => ({
      field: path === '' ? 'scenario' : path,
      detail: line === undefined ? mistake : `line ${String(line)}: ${mistake}`,
    }));
    throw Problem.invalid(errors, cause.message);
  }
}
