/** The condition that a filter stands for, and the values in it. Hidden messages never fit. */
export function conditionOf(session, filter) {
    const terms = [
        ['account_id = ?', filter.accountId],
        ['recipient = ?', filter.to],
        ['sender = ?', filter.from],
        ['tag = ?', filter.tag],
        ['campaign_id = ?', filter.campaignId],
        ['created_at >= ?', filter.since],
        ['created_at < ?', filter.until],
        [session.among('state'), filter.states],
    ];
    const given = terms.filter((term) => term[1] !== undefined);
    return {
        sql: ['hidden_at is null', ...given.map(([sql]) => sql)].join(' and '),
        parameters: given.map(([, value]) => value),
    };
}
//# sourceMappingURL=message.filter.js.map