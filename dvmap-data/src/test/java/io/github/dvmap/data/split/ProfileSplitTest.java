package io.github.dvmap.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dvmap.core.sample.AlignmentSample;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.core.testkit.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileSplitTest {
  private static List<AlignmentSample> samples(int profiles) {
    List<AlignmentSample> samples = new ArrayList<>();
    for (int i = 0; i < profiles; i++) {
      Profile profile = Profile.of(Map.of("Number", Integer.toString(i)));
      samples.add(Fixtures.sample("a" + i, profile, Fixtures.FAMILY, 0));
      samples.add(Fixtures.sample("b" + i, profile, Fixtures.TRUST, 1));
    }
    return samples;
  }

  private static Set<Profile> profiles(List<AlignmentSample> samples) {
    return samples.stream().map(AlignmentSample::profile).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.2, 70, 10, 20", "0, 0, 100, 0, 0", "0.005, 0, 99, 1, 0", "0, 0.99, 1, 0, 99"})
  void of_shares_splitsThatManyProfilesAndSharesNone(
      double validation, double test, int train, int validations, int tests) {
    List<AlignmentSample> all = samples(100);
    ProfileSplit split = ProfileSplit.of(all, validation, test, 7);
    assertThat(profiles(split.train())).hasSize(train);
    assertThat(profiles(split.validation())).hasSize(validations);
    assertThat(profiles(split.test())).hasSize(tests);
    List<AlignmentSample> together = new ArrayList<>(split.train());
    together.addAll(split.validation());
    together.addAll(split.test());
    assertThat(together).containsExactlyInAnyOrderElementsOf(all);
    assertThat(profiles(together)).hasSize(train + validations + tests);
    assertThat(split.train())
        .isSubsetOf(all)
        .isSortedAccordingTo((a, b) -> Integer.compare(all.indexOf(a), all.indexOf(b)));
  }

  @Test
  void of_sameSeed_splitsTheSame_andAnotherSeedOtherwise() {
    List<AlignmentSample> all = samples(50);
    assertThat(ProfileSplit.of(all, 0.2, 0.2, 7)).isEqualTo(ProfileSplit.of(all, 0.2, 0.2, 7));
    assertThat(ProfileSplit.of(all, 0.2, 0.2, 8)).isNotEqualTo(ProfileSplit.of(all, 0.2, 0.2, 7));
  }

  @ParameterizedTest
  @CsvSource({"-0.1, 0", "0, -0.1", "0.5, 0.5", "NaN, 0", "0, 1"})
  void of_badShares_areRefused(double validation, double test) {
    List<AlignmentSample> all = samples(3);
    assertThatThrownBy(() -> ProfileSplit.of(all, validation, test, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Double.toString(validation));
  }

  @Test
  void construct_sharedProfile_isRefused() {
    List<AlignmentSample> all = samples(2);
    assertThatThrownBy(() -> new ProfileSplit(all.subList(0, 1), List.of(), all.subList(1, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train and test share 1 profiles");
  }
}
