# shellcheck shell=bash
# Starts the command's JVM, fast. Sourced, after find-jdk.sh, by ./procession and by the procession
# command of a distribution.
#
# A start is fast if it finds its classes in an archive. That is made for one JDK and for one order of the same jars; a start that
# does not fit it works all the same, only slower.

readonly MAIN_CLASS=dev.procession.cli.Main

readonly JVM=(
  -XX:+UseSerialGC -XX:-UsePerfData --enable-native-access=ALL-UNNAMED
  # Most commands take a second or two: what the compiler takes of the processors their workers would have.
  -XX:CompileThresholdScaling=3
  # Standard output is data: the JVM's own remarks, about the archive for one, must not get into it.
  -Xlog:disable -Xlog:all=error:stderr
)

# Appends the jars in directory $1 to class_path, in the same order whatever the user's language is.
add_jars() {
  local LC_ALL=C jar
  for jar in "$1"/*.jar; do
    class_path+=${class_path:+:}$jar
  done
}

# Records in file $1 which classes a start with class_path loads, and has the archive made from which the children of
# the command start: in a run as short as most are, they would not have one made. Where there can be no archive, the
# file is empty, so that nobody tries again.
archive_classes() {
  local new=$1.$$
  "$JAVA_HOME/bin/java" "${JVM[@]}" -cp "$class_path" "$MAIN_CLASS" doctor --build-cache \
    </dev/null >/dev/null 2>&1 || true
  # The command that loads most of what others load too.
  printf '%s\n' 1 2 | "$JAVA_HOME/bin/java" "${JVM[@]}" -XX:AOTCacheOutput="$new" -cp "$class_path" \
    "$MAIN_CLASS" map --progress off java.lang.Integer::toBinaryString >/dev/null 2>&1 || true
  [[ -f $new ]] || : >"$new"
  mv "$new" "$1"
}

# Becomes the command. $1 is the archive, empty for none; all others are the command's arguments.
# PROCESSION_JAVA_OPTS holds further options for the JVM.
start_command() {
  # Only what works long in its own JVM gains by the optimizing compiler; doctor has to see what map has.
  local options archive=$1 quick=-XX:TieredStopAtLevel=1
  shift
  case ${1-} in map | bench | doctor) quick= ;; esac
  read -r -a options <<<"$quick ${PROCESSION_JAVA_OPTS-}"
  exec "$JAVA_HOME/bin/java" "${JVM[@]}" ${archive:+-XX:AOTCache="$archive"} \
    ${options[@]+"${options[@]}"} -cp "$class_path" "$MAIN_CLASS" "$@"
}
