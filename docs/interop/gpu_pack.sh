#!/bin/sh
# Packs what gpu_lane.sh needs on a GPU machine that has PyTorch, but neither Java nor Maven nor a network:
#
#   sh docs/interop/gpu_pack.sh [FOLDER]      # default .gpu; prints its size
#
# Then take the working tree and FOLDER to that machine.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:-$root/.gpu}
cd "$root"
mvn -q -B -ntp package -DskipTests dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/test-classpath
junit=$(sed -n 's/.*junit-platform-commons-\([0-9.]*\)[.]jar.*/\1/p' dvmap-rl/target/test-classpath)
mvn -q -B -ntp dependency:get -Dartifact=org.junit.platform:junit-platform-console-standalone:"$junit"
rm -rf "$out"
mkdir -p "$out/lib" "$out/include/linux"

# libtorch is that machine's; surveys and trees are read on the CPU, and other platforms are not at hand
for jar in dvmap-examples/target/dvmap.jar dvmap-examples/target/lib/*.jar; do
  case $jar in
    *pytorch-native-cpu*|*duckdb*|*tribuo*|*olcut*|*protobuf*) ;;
    *) cp "$jar" "$out/lib/" ;;
  esac
done
zip -q -d "$out"/lib/tokenizers-*.jar 'native/lib/linux-aarch64/*' 'native/lib/osx*' 'native/lib/win*'
zip -q -d "$out"/lib/pytorch-jni-*.jar 'jnilib/*/cpu/*' 'jnilib/*/cu128/*'

tr ':' '\n' < dvmap-rl/target/test-classpath | grep -E '/(assertj-core|byte-buddy|slf4j-simple)-[^/]*[.]jar$' |
  while read -r jar; do cp -n "$jar" "$out/lib/"; done
cp "$HOME/.m2/repository/org/junit/platform/junit-platform-console-standalone/$junit"/*-$junit.jar "$out/junit.jar"
cp -r dvmap-rl/target/test-classes "$out/tests"
cp -r dvmap-examples/target/test-classes/. "$out/tests/"
rm -rf "$out/tests/golden"

java_home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
cp "$java_home"/include/*.h "$out/include/"
cp "$java_home"/include/linux/*.h "$out/include/linux/"
jre=$(mktemp -d)
"$java_home/bin/jlink" --output "$jre/jre" --strip-debug --no-header-files --no-man-pages --compress=0 --add-modules \
  java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.management,jdk.unsupported,jdk.zipfs
tar -C "$jre" -cJf "$out/jre.tar.xz" jre
rm -rf "$jre"
du -sh "$out"
