/** Whether an error that a query ended with says that the connection is gone, so that nobody told what became of it. */
export declare function connectionLost(cause: unknown): boolean;
/** Whether the same work, done again, may succeed. */
export declare function worthRetrying(cause: unknown): boolean;
/** The error as our callers know it. */
export declare function translated(cause: unknown): unknown;
//# sourceMappingURL=failures.d.ts.map