/** Who wants to know of which topic, in this process. */
export class Listeners {
    byTopic = new Map();
    /** Adds a listener; answers the function that takes it away. Added twice, it is told twice. */
    add(topic, listener) {
        const entry = () => listener();
        const listeners = this.byTopic.get(topic) ?? new Set();
        this.byTopic.set(topic, listeners.add(entry));
        return () => void listeners.delete(entry);
    }
    /** Calls who listens to these topics. One that throws keeps nobody from being told, and is not silenced either. */
    tell(topics) {
        for (const topic of topics) {
            for (const listener of [...(this.byTopic.get(topic) ?? [])]) {
                try {
                    listener();
                }
                catch (cause) {
                    queueMicrotask(() => {
                        throw cause;
                    });
                }
            }
        }
    }
    /** Calls everybody: something may have been missed. */
    tellAll() {
        this.tell(this.byTopic.keys());
    }
}
//# sourceMappingURL=listeners.js.map