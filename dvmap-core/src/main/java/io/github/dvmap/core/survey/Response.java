package io.github.dvmap.core.survey;

/**
 * One respondent's valid answer to one question. The code decides the option: a code has the same
 * option in all answers to its question, and several codes may share one. A survey that has labels
 * only gives the option's index as the code, too.
 *
 * @param code the raw survey code, which votes and orders ties in the released corpus's majority
 *     vote
 * @param option the index of the option the code falls in, 0..K-1
 */
public record Response(int code, int option) {}
