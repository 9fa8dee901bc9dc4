import { type Repositories } from './kernel/index.js';
/** What fills each repository port of `@chappe/sms`, for one storage. */
export declare function sqlRepositories(): Repositories;
//# sourceMappingURL=repositories.d.ts.map