package io.github.dvmap.data.split;

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
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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

  ProfileDraw(List<Archetype> found, long seed) {
    found.forEach(a -> archetypes.computeIfAbsent(a.profile(), p -> new ArrayList<>()).add(a));
    var key = new Key(Hashing.sipHash24(seed, 0x64766d6170L));
    Map<Profile, Long> keys = new LinkedHashMap<>();
    for (Profile profile : new LinkedHashSet<>(archetypes.keySet())) {
      keys.put(profile, key.of(profile));
      byCountry
          .computeIfAbsent(ArchetypeSamples.country(profile), c -> new ArrayList<>())
          .add(profile);
    }
    Comparator<Profile> order =
        Comparator.<Profile, Long>comparing(keys::get).thenComparing(Profile::toString);
    byCountry.values().forEach(profiles -> profiles.sort(order));
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
      profile
          .levels()
          .forEach(
              (name, level) -> {
                bytes.writeBytes(texts.computeIfAbsent(name, Key::sized));
                bytes.writeBytes(texts.computeIfAbsent(level, Key::sized));
              });
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

  /**
   * The archetypes that these profiles have: profile by profile, in the extraction's question
   * order.
   */
  List<Archetype> archetypes(List<Profile> profiles) {
    return profiles.stream()
        .flatMap(profile -> archetypes.getOrDefault(profile, List.of()).stream())
        .toList();
  }
}
