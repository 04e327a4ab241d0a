#!/bin/sh
# Tests ./polder in a folder of its own (with a space in its path), against JDKs and a Maven that
# only say how they were called. Nothing is downloaded, built or installed.
#
#   launcher-test.sh REPOSITORY [SHELL]     SHELL runs the launcher, by default sh
#
# Prints one line a case; ends with 1 if any failed. The shell that runs this matters little.
set -u

repository=$1
shell=$(command -v "${2:-sh}") || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

house="$work/a house"  # the copy of the repository
tools=$work/tools      # all that is on the PATH: no Java, no Maven
jdks=$work/jdks        # where the launcher is told to search
mkdir -p "$house/room/src/main/java" "$house/app/src/main/java" "$tools" "$jdks"
cp "$repository/polder" "$house/polder"
cp "$repository/pom.xml" "$work/real-pom.xml"
sentence=$(sed -n 's:.*<message>\(.*\)</message>.*:\1:p' "$work/real-pom.xml")
printf '<module>room</module>\n<module>app</module>\n<message>%s</message>\n' "$sentence" >"$house/pom.xml"
echo '<project/>' >"$house/room/pom.xml"
echo '<project/>' >"$house/app/pom.xml"
echo 'class A {}' >"$house/room/src/main/java/A.java"

for tool in awk cat cmp cp date dirname find grep head id mkdir mktemp mv readlink rm rmdir sed sleep \
  sort stat tail touch tr uname; do
  ln -s "$(command -v "$tool")" "$tools/$tool"
done
ln -s "$shell" "$tools/sh"

# A JDK that prints its own folder and the arguments it gets, each in brackets.
jdk() { # folder version
  mkdir -p "$1/bin"
  printf 'IMPLEMENTOR="Nobody"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
  cat >"$1/bin/java" <<'JAVA'
#!/bin/sh
echo "home [$JAVA_HOME]"
for argument; do
  echo "[$argument]"
  case $argument in -XX:AOTCacheOutput=*) : >"${argument#*=}" ;; esac
done
JAVA
  printf '#!/bin/sh\n' >"$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
}

# A Maven that writes down each call, waits while the file `hold` is there, fails while `fail` is.
maven() { # version
  cat >"$tools/mvn" <<MAVEN
#!/bin/sh
[ "\$1" != -v ] || { echo "Apache Maven $1"; exit 0; }
echo "\$* [\$JAVA_HOME] [\${MAVEN_OPTS:-}]" >>"$work/builds"
while [ -e "$work/hold" ]; do sleep 0.1; done
[ ! -e "$work/fail" ] || { echo '[ERROR] A.java is no Java'; echo '[ERROR] -> [Help 1]'; exit 1; }
mkdir -p app/target && echo jar >app/target/polder-app-0.1.0.jar
MAVEN
  chmod +x "$tools/mvn"
}

# Runs the launcher; leaves `code`, and what it said in the files out and err.
polder() {
  env -i PATH="$tools" HOME="$work" TERM=dumb POLDER_JDK_SEARCH="$jdks" "$@" \
    >"$work/out" 2>"$work/err" </dev/null
  code=$?
}

launcher() {
  polder "$shell" "$house/polder" "$@"
}

fresh() {
  rm -rf "$jdks" "$house/app/target" "$house/target" "$work/builds" "$tools/java"
  mkdir -p "$jdks"
  : >"$work/builds"
  maven 3.8.7
}

builds() {
  grep -c . "$work/builds"
}

# Waits until a file has a line, for half a minute at most.
await() { # file text
  turns=0
  until grep -q -e "$2" "$1" 2>/dev/null; do
    turns=$((turns + 1))
    [ "$turns" -le 300 ] || return 1
    sleep 0.1
  done
}

check() { # what, then a command that must hold
  what=$1
  shift
  if "$@"; then
    echo "ok      $what"
  else
    echo "FAILED  $what: exit code ${code:-none}; it said:"
    sed 's/^/        /' "$work/out" "$work/err"
    failures=$((failures + 1))
  fi
}

says() { grep -q -F -e "$1" "$work/err"; }
prints() { grep -q -F -x -e "$1" "$work/out"; }
one_line() { [ "$(grep -c . "$work/err")" -eq 1 ]; }
ends_with() { [ "$code" -eq "$1" ]; }
built() { [ "$(builds)" -eq "$1" ]; }
not() { ! "$@"; }

fresh
launcher --version
check 'no JDK: says what to install' says "$sentence"
check 'no JDK: one sentence' one_line
check 'no JDK: 69' ends_with 69
check 'no JDK: builds nothing' built 0

jdk "$jdks/seventeen" 17.0.15
launcher --version
check 'only a 17: names it' says "found Java 17.0.15 in $jdks/seventeen, but Polder needs a JDK 25"
check 'only a 17: one sentence' one_line
check 'only a 17: 69' ends_with 69
ln -s "$jdks/seventeen/bin/java" "$tools/java"
jdk "$jdks/eight" 1.8.0_402
launcher --version
check 'a 17 on the PATH and an 8: 69' ends_with 69

fresh
jdk "$jdks/runtime" 25.0.3
rm "$jdks/runtime/bin/javac"
launcher --version
check 'a runtime without compiler: says so' says 'found Java 25.0.3 without its compiler'
check 'a runtime without compiler: 69' ends_with 69

fresh
polder JAVA_HOME=/nowhere "$shell" "$house/polder" --version
check 'JAVA_HOME wrong and no JDK: says so' says 'JAVA_HOME is /nowhere, which is no JDK'
check 'JAVA_HOME wrong and no JDK: 69' ends_with 69
jdk "$jdks/a good one" 25.0.3
polder JAVA_HOME=/nowhere "$shell" "$house/polder" --version
check 'JAVA_HOME wrong: the JDK that is there runs' prints "home [$jdks/a good one]"
check 'JAVA_HOME wrong: 0' ends_with 0

fresh
jdk "$jdks/old" 25.0.1
launcher audit latest 'two words' ''
check '25.0.1: the parallel collector' prints '[-XX:+UseParallelGC]'
check '25.0.1: the parallel collector for Maven' grep -q -F '[ -XX:+UseParallelGC]' "$work/builds"
check 'arguments arrive whole' prints '[two words]'
check 'an empty argument arrives' prints '[]'
check 'the start-up cache is used' prints "[-XX:AOTCache=$(echo "$house"/app/target/run/*/start.aot)]"
jdk "$jdks/good" 25.0.3
launcher --version
check '25.0.3 before 25.0.1' prints "home [$jdks/good]"
check '25.0.3: the usual collector' not prints '[-XX:+UseParallelGC]'
jdk "$work/mine" 25.0.10
polder JAVA_HOME="$work/mine" "$shell" "$house/polder" --version
check 'JAVA_HOME before all others' prints "home [$work/mine]"
check '25.0.10 is newer than 25.0.3' not prints '[-XX:+UseParallelGC]'

fresh
jdk "$jdks/newer" 26.0.1
launcher --version
check 'a 26 serves where no 25 is' prints "home [$jdks/newer]"
jdk "$jdks/mac.jdk/Contents/Home" 25.0.3
launcher --version
check 'a 25 before a 26; a bundle of macOS' prints "home [$jdks/mac.jdk/Contents/Home]"

fresh
jdk "$jdks/good" 25.0.3
launcher --version
check 'first use: builds' built 1
check 'first use: with the JDK it found' grep -q -F "[$jdks/good]" "$work/builds"
launcher --version
check 'second use: builds nothing' built 1
check 'second use: says nothing of its own' not test -s "$work/err"
echo 'class B {}' >"$house/room/src/main/java/B.java"
launcher --version
check 'a new file: builds' built 2
check 'a new file: says why' says 'its sources changed'
touch -t 200001010000 "$house/room/src/main/java/B.java"
launcher --version
check 'a file with an old date: builds' built 3
rm "$house/room/src/main/java/B.java"
launcher --version
check 'a file that is gone: builds' built 4
mkdir -p "$house/room/src/test"
echo 'class T {}' >"$house/room/src/test/T.java"
launcher --version
check 'a new test: builds nothing' built 4
check 'only this build and the one before stay' test "$(echo "$house"/app/target/run/*/ | tr ' ' '\n' | grep -c app/target)" -eq 2
ln -s "$house/polder" "$work/link"
polder "$shell" "$work/link" --version
check 'through a link: runs' ends_with 0
check 'through a link: builds nothing' built 4

echo 'class C {' >"$house/room/src/main/java/C.java"
: >"$work/fail"
launcher --version
check 'a failed build: shows the reason' says 'A.java is no Java'
check 'a failed build: leaves out the advice' not says 'Help 1'
check 'a failed build: names the log' says "$house/target/build.log"
check 'a failed build: 70' ends_with 70
check 'a failed build: runs nothing' not grep -q . "$work/out"
rm "$work/fail"
launcher --version
check 'after a failed build: builds again and runs' ends_with 0

fresh
jdk "$jdks/good" 25.0.3
: >"$work/hold"
start() { # name
  env -i PATH="$tools" HOME="$work" POLDER_JDK_SEARCH="$jdks" "$shell" "$house/polder" "$1" \
    >"$work/$1.out" 2>"$work/$1.err" </dev/null &
}
start first
first=$!
await "$work/builds" package
start second
second=$!
await "$work/second.err" 'waiting for another build'
rm "$work/hold"
wait "$first"
code=$?
check 'two at once: the first runs' ends_with 0
wait "$second"
code=$?
check 'two at once: the second runs' ends_with 0
check 'two at once: the second got its own arguments' grep -q -F -x '[second]' "$work/second.out"
check 'two at once: one build' built 1

fresh
jdk "$jdks/good" 25.0.3
sh -c : &
gone=$!
wait "$gone"
mkdir -p "$house/target/build.lock"
echo "$gone $(uname -n)" >"$house/target/build.lock/holder"
launcher --version
check 'the lock of a dead build is cleared' ends_with 0
fresh
jdk "$jdks/good" 25.0.3
mkdir -p "$house/target/build.lock"
echo "1 elsewhere" >"$house/target/build.lock/holder"
touch -t 200001010000 "$house/target/build.lock"
launcher --version
check 'a lock nobody touches is cleared' ends_with 0
check 'no lock stays' not test -e "$house/target/build.lock"

fresh
jdk "$jdks/good" 25.0.3
rm "$tools/mvn"
launcher --version
check 'no Maven: says what to install' says 'apt-get install maven'
check 'no Maven: one sentence' one_line
check 'no Maven: 69' ends_with 69
maven 3.6.3
launcher --version
check 'an old Maven: names it' says 'this machine has 3.6.3'
check 'an old Maven: 69' ends_with 69
maven 3.10.1
launcher --version
check 'Maven 3.10 is newer than 3.8.7' ends_with 0

fresh
jdk "$jdks/old" 25.0.1
launcher test -pl protocol
check 'test: says which tests are skipped' says 'without strace'
check 'test: names each package' says 'mosquitto-clients blender bubblewrap chromium'
check 'test: runs verify with the rest' grep -q -F -e 'verify -pl protocol' "$work/builds"
check 'test: the collector reaches the tests' grep -q -F -e '-Dtest.collector=-XX:+UseParallelGC' "$work/builds"
check 'test: no tier but the first' not grep -q -F -e '-Dtest.groups.excluded=' "$work/builds"
launcher test --full
check 'test --full: all tiers' grep -q -F -e 'verify -Dtest.groups.excluded=' "$work/builds"
: >"$work/fail"
launcher test
check 'test: fails as Maven does' ends_with 1
rm "$work/fail"

[ "$failures" -eq 0 ]
