import type { SqliteConnection } from './handle.js';
/**
 * Connections that only read, each for one reader at a time. In WAL a reader sees what was committed when it began, and neither
 * waits for the writer nor keeps it waiting.
 */
export declare class Readers {
    private readonly connect;
    private readonly readersMax;
    private readonly idle;
    private readonly waiting;
    private opened;
    constructor(connect: () => SqliteConnection, readersMax: number);
    /** Runs `work` on one consistent view of what is committed. */
    use<T>(work: (connection: SqliteConnection) => Promise<T>): Promise<T>;
    /** Waits for the readers that are at it, and disconnects. */
    close(): Promise<void>;
    private take;
}
//# sourceMappingURL=readers.d.ts.map