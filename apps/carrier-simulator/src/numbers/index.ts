/** Numbers that carry their fate: what a number says, a number for a wish, and the card that lists all of them. */
export { CardController } from './card.controller.js';
export { NumbersController } from './numbers.controller.js';
