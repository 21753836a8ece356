package io.github.dvmap.data.split;

import com.google.common.collect.Lists;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import io.github.dvmap.core.sample.Archetype;
import io.github.dvmap.core.survey.Profile;
import io.github.dvmap.data.extract.ArchetypeSamples;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The distinct profiles of each country in random order. The order is by SipHash-2-4 of the
 * profile's levels, keyed by the seed, so it depends neither on the order of respondents in the
 * file nor on which other profiles or countries there are: the first n are a uniform draw.
 */
final class ProfileDraw {
  private final Map<String, List<Profile>> byCountry = new TreeMap<>();
  private final Map<Profile, List<Archetype>> archetypes = new LinkedHashMap<>();
  private final Comparator<Archetype> byQuestion;

  /**
   * The draw.
   *
   * @param questions ids in question order; of others the archetypes come last, by id
   */
  ProfileDraw(List<Archetype> found, Collection<String> questions, long seed) {
    found.forEach(a -> archetypes.computeIfAbsent(a.profile(), p -> new ArrayList<>()).add(a));
    byQuestion = byPlace(List.copyOf(questions));
    var key = new Key(Hashing.sipHash24(seed, 0x64766d6170L));
    Map<String, List<Keyed>> keyed = new TreeMap<>();
    for (Profile profile : archetypes.keySet()) {
      keyed
          .computeIfAbsent(ArchetypeSamples.country(profile), c -> new ArrayList<>())
          .add(new Keyed(key.of(profile), profile));
    }
    keyed.forEach(
        (country, profiles) -> {
          Collections.sort(profiles);
          byCountry.put(country, Lists.transform(profiles, Keyed::profile));
        });
  }

  private static Comparator<Archetype> byPlace(List<String> questions) {
    Map<String, Integer> places = new HashMap<>();
    questions.forEach(id -> places.put(id, places.size()));
    Comparator<Archetype> byPlace =
        Comparator.comparingInt(a -> places.getOrDefault(a.question().id(), questions.size()));
    return byPlace.thenComparing(a -> a.question().id());
  }

  /** A profile with its place in the order; the text decides between equal hashes. */
  private record Keyed(long key, Profile profile) implements Comparable<Keyed> {
    @Override
    public int compareTo(Keyed other) {
      return key == other.key
          ? profile.toString().compareTo(other.profile.toString())
          : Long.compare(key, other.key);
    }
  }

  /** The levels' bytes, each text behind its length: a hash of all of them as one. */
  private static final class Key {
    private final HashFunction hash;
    private final Map<String, byte[]> texts = new HashMap<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Key(HashFunction hash) {
      this.hash = hash;
    }

    long of(Profile profile) {
      bytes.reset();
      for (String attribute : profile.attributes()) {
        bytes.writeBytes(texts.computeIfAbsent(attribute, Key::sized));
        bytes.writeBytes(texts.computeIfAbsent(profile.level(attribute), Key::sized));
      }
      return hash.hashBytes(bytes.toByteArray()).asLong();
    }

    private static byte[] sized(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(Integer.BYTES + utf8.length)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(text.length())
          .put(utf8)
          .array();
    }
  }

  /** The profiles by country, countries in alphabetical order. */
  Map<String, List<Profile>> byCountry() {
    return byCountry;
  }

  /** The archetypes that these profiles have: profile by profile, in question order. */
  List<Archetype> archetypes(List<Profile> profiles) {
    List<Archetype> theirs = new ArrayList<>();
    for (Profile profile : profiles) {
      List<Archetype> own = new ArrayList<>(archetypes.getOrDefault(profile, List.of()));
      own.sort(byQuestion);
      theirs.addAll(own);
    }
    return theirs;
  }
}
