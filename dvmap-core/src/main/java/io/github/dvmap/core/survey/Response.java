package io.github.dvmap.core.survey;

/**
 * One respondent's valid answer to one question.
 *
 * @param code the raw survey code, which orders ties in the released corpus's majority vote
 * @param option the index of the option the code falls in, 0..K-1
 */
public record Response(int code, int option) {}
