package io.github.dvmap.data.analysis;

/**
 * How forests are grown and measured.
 *
 * @param trees trees of a forest, &ge; 1
 * @param maxDepth greatest depth of a leaf, &ge; 1
 * @param minSplit fewest training respondents of a node that is split, &ge; 2
 * @param repeats permutations of each attribute, &ge; 1
 * @param seed fixes every draw
 */
record ForestOptions(int trees, int maxDepth, int minSplit, int repeats, long seed) {}
