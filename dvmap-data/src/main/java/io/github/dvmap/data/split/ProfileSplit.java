package io.github.dvmap.data.split;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import io.github.dvmap.core.policy.CounterRandom;
import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Samples split so that no profile is in two parts (paper section 4.1: unseen profiles).
 *
 * @param train training samples
 * @param validation validation samples
 * @param test test samples
 */
public record ProfileSplit(
    List<AlignmentSample> train, List<AlignmentSample> validation, List<AlignmentSample> test) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if two parts share a profile
   */
  public ProfileSplit {
    train = ImmutableList.copyOf(train);
    validation = ImmutableList.copyOf(validation);
    test = ImmutableList.copyOf(test);
    requireDisjoint("train", train, "validation", validation);
    requireDisjoint("train", train, "test", test);
    requireDisjoint("validation", validation, "test", test);
  }

  private static void requireDisjoint(
      String a, List<AlignmentSample> first, String b, List<AlignmentSample> second) {
    Set<Profile> shared = Sets.intersection(profiles(first), profiles(second));
    if (!shared.isEmpty()) {
      throw new IllegalArgumentException(
          a
              + " and "
              + b
              + " share "
              + shared.size()
              + " profiles, one is "
              + shared.iterator().next());
    }
  }

  private static Set<Profile> profiles(List<AlignmentSample> samples) {
    return samples.stream().map(AlignmentSample::profile).collect(Collectors.toSet());
  }

  /**
   * Splits by profile; samples keep their order within a part.
   *
   * @param validation share of the profiles, [0, 1)
   * @param test share of the profiles, [0, 1); validation + test &lt; 1
   * @param seed decides which
   * @throws IllegalArgumentException if a share is out of its range
   */
  public static ProfileSplit of(
      List<AlignmentSample> samples, double validation, double test, long seed) {
    if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
      throw new IllegalArgumentException(
          "validation "
              + validation
              + " and test "
              + test
              + " must be >= 0 and less than 1 together");
    }
    List<Profile> order = shuffled(samples, seed);
    long tests = Math.round(order.size() * test);
    long held = tests + Math.round(order.size() * validation);
    Map<Profile, Integer> place = new HashMap<>();
    order.forEach(profile -> place.put(profile, place.size()));
    Map<Integer, List<AlignmentSample>> parts =
        samples.stream()
            .collect(
                Collectors.groupingBy(
                    s -> {
                      int at = place.get(s.profile());
                      return at < tests ? 2 : at < held ? 1 : 0;
                    }));
    return new ProfileSplit(
        parts.getOrDefault(0, List.of()),
        parts.getOrDefault(1, List.of()),
        parts.getOrDefault(2, List.of()));
  }

  private static List<Profile> shuffled(List<AlignmentSample> samples, long seed) {
    Set<Profile> distinct = new LinkedHashSet<>();
    samples.forEach(sample -> distinct.add(sample.profile()));
    Map<Profile, Long> key = new HashMap<>();
    distinct.forEach(profile -> key.put(profile, CounterRandom.derive(seed, key.size())));
    List<Profile> order = new ArrayList<>(distinct);
    order.sort(Comparator.comparing(key::get));
    return order;
  }
}
