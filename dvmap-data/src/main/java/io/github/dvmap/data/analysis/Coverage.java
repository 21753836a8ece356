package io.github.dvmap.data.analysis;

/**
 * What a survey holds of one level of an attribute.
 *
 * @param level the level
 * @param respondents respondents of that level
 * @param profiles distinct profiles among them
 * @param archetypes archetypes extracted from these profiles
 */
public record Coverage(String level, long respondents, long profiles, long archetypes) {}
