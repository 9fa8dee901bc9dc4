/** Who wants to know of which topic, in this process. */
export declare class Listeners {
    private readonly byTopic;
    /** Adds a listener; answers the function that takes it away. Added twice, it is told twice. */
    add(topic: string, listener: () => void): () => void;
    /** Calls who listens to these topics. One that throws keeps nobody from being told, and is not silenced either. */
    tell(topics: Iterable<string>): void;
    /** Calls everybody: something may have been missed. */
    tellAll(): void;
}
//# sourceMappingURL=listeners.d.ts.map