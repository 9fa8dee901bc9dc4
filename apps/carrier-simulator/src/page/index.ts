/**
 * The web page: the phones and what they say, the queue, the clock, the faults and the journal, live. This side serves the
 * built page and tells it what goes on; whatever the page does, it does through the control door.
 */
export { JournalReader } from './entry-details.js';
export { PageApiController } from './page-api.controller.js';
export { PageController } from './page.controller.js';
export { PageFeed } from './page-feed.js';
export { PageFiles } from './page-files.js';
