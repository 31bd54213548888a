# Sourced by guard and report: builds benchmarks.jar where a source is newer; sets root, jar, java and commit.
root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
jar=$root/benchmarks/target/benchmarks.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
commit=$(git -C "$root" rev-parse --short=8 HEAD 2> /dev/null || echo none)

if [[ ! -f $jar || -n $(find "$root/pom.xml" \
    "$root"/{device-model,tracker-client,tracker-core,tracker-ipc,benchmarks}/{pom.xml,src/main} \
    -newer "$jar" -print -quit) ]]
then
    printf 'building\n' >&2
    mvn -q -B -ntp -f "$root/pom.xml" -DskipTests package -pl benchmarks -am >&2 < /dev/null
fi
