package io.github.dvmap.data.analysis;

/**
 * How well a question's forest predicts, without which its importances say little.
 *
 * @param trained respondents it was trained on, before the bootstrap
 * @param heldOut respondents it was tested on
 * @param accuracy the forest's accuracy on those held out; NaN if there is no forest, since fewer
 *     than one respondent is on either side or no attribute varies
 * @param majorityAccuracy accuracy there of the option most frequent in training; NaN likewise
 */
public record ForestFit(int trained, int heldOut, double accuracy, double majorityAccuracy) {}
