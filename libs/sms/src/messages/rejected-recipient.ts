/** A number that the message does not go to, and why. */
export interface RejectedRecipient {
  /** As it was given. */
  readonly to: string;
  /** Stable, such as `not_a_number`, `not_mobile`, `country_not_served`, `opted_out`, `duplicate`. */
  readonly code: string;
  readonly detail: string;
}
