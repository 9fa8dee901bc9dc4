/** What a door is to do at its end of the line; the centre draws, the door carries it out. */
export type LinkDecision =
  /** Nothing out of the ordinary. */
  | { readonly kind: 'none' }
  /** Answer the bind with this `command_status`. */
  | { readonly kind: 'refuse_bind'; readonly commandStatus: number }
  /** Send this share of the PDU (0 to 1), then cut the line. */
  | { readonly kind: 'cut'; readonly share: number }
  /** Go on reading, and answer nothing any more. */
  | { readonly kind: 'half_open' }
  /** Send these octets instead of the PDU. */
  | { readonly kind: 'garbage'; readonly octets: Uint8Array };

/** The occasions on which a door asks: a bind came in, a PDU is about to go out, a PDU came in. */
export type LinkOccasion = 'bind' | 'pdu_out' | 'pdu_in';
