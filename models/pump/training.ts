/** How many readings of split 'train' the network saw, seeds 0 upwards. */
export const TRAINING_COUNT = 200_000
