/** Notices a transaction that is opened inside another one, where SQLite would otherwise wait for itself for ever. */
export declare class Nesting {
    private readonly current;
    /** Throws when the caller is inside a transaction that is still going on. */
    assertOutside(): void;
    /** Runs the work of a transaction. */
    run<T>(work: () => Promise<T>): Promise<T>;
}
//# sourceMappingURL=nesting.d.ts.map