import type { View } from './model/route.js';
import { countFaults } from './model/faults.js';
import { SimulatorProvider, useSimulator } from './simulator.js';
import { useRoute } from './use-route.js';
import { ClockBar } from './views/clock-bar.js';
import { FaultsView } from './views/faults-view.js';
import { JournalView } from './views/journal-view.js';
import { PhonesView } from './views/phones-view.js';
import { QueueView } from './views/queue-view.js';

/** The page. */
export function App() {
  return (
    <SimulatorProvider>
      <a className="skip" href="#main" onClick={skipToMain}>
        Skip to the content
      </a>
      <Header />
      <ClockBar />
      <Trouble />
      <main id="main" tabIndex={-1}>
        <CurrentView />
      </main>
    </SimulatorProvider>
  );
}

/** The place behind the `#` is the page's own, so that the link moves the focus by itself. */
function skipToMain(event: { preventDefault: () => void }) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function CurrentView() {
  const route = useRoute();
  switch (route.view) {
    case 'phones':
      return <PhonesView msisdn={route.msisdn} />;
    case 'queue':
      return <QueueView />;
    case 'journal':
      return <JournalView seq={route.seq} search={route.search} />;
    case 'faults':
      return <FaultsView />;
  }
}

function Header() {
  const { view } = useRoute();
  const { state } = useSimulator();
  const waiting = state.queue.waiting.length;
  const faults = countFaults(state.faults);
  return (
    <header className="top">
      <h1 className="brand">
        <Semaphore />
        <span>
          Chappe <span className="brand-kind">carrier simulator</span>
        </span>
      </h1>
      <nav aria-label="Views">
        <ViewLink view="phones" current={view}>
          Phones
        </ViewLink>
        <ViewLink view="queue" current={view} count={waiting} more={state.queue.more}>
          Queue
        </ViewLink>
        <ViewLink view="journal" current={view}>
          Journal
        </ViewLink>
        <ViewLink view="faults" current={view} count={faults}>
          Faults
        </ViewLink>
      </nav>
      <p className="asides">
        <a href="/numbers">Numbers</a>
        <a href="/docs">API</a>
        <Connection />
      </p>
    </header>
  );
}

interface ViewLinkProps {
  readonly view: View;
  readonly current: View;
  readonly children: string;
  readonly count?: number;
  readonly more?: boolean;
}

function ViewLink({ view, current, children, count = 0, more = false }: ViewLinkProps) {
  return (
    <a href={`#/${view}`} aria-current={view === current ? 'page' : undefined}>
      {children}
      {count > 0 && (
        <span className="count">
          {count}
          {more && '+'}
        </span>
      )}
    </a>
  );
}

function Connection() {
  const { connection } = useSimulator().state;
  const words = { connecting: 'Connecting…', live: 'Live', lost: 'Connection lost, trying again' }[
    connection
  ];
  return (
    <span className={`connection ${connection}`} role="status">
      {words}
    </span>
  );
}

function Trouble() {
  const { trouble, forgetTrouble } = useSimulator();
  return (
    <div role="alert" className="alerts">
      {trouble !== undefined && (
        <p className="trouble">
          {trouble}
          <button type="button" onClick={forgetTrouble}>
            Dismiss
          </button>
        </p>
      )}
    </div>
  );
}

/** The optical telegraph of 1794: a mast, a beam, two arms. */
function Semaphore() {
  return (
    <svg className="semaphore" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 28V10M8 12.5l16-5M8 12.5l-1.5 6.5M24 7.5l2.5 6" />
    </svg>
  );
}
