# shellcheck shell=bash
# Finds a JDK that can build and run Procession. Sourced by ./build and ./procession.
#
# find_jdk exports JAVA_HOME and JDK_VERSION, or prints one line saying what to install and
# fails. A suitable JAVA_HOME wins, then the `java` on the PATH, then the lowest suitable release in the usual
# places. It reads files only: starting a JVM to ask for its version would cost more than the rest of the script.

readonly NEEDED_JDK=25

# Sets CANDIDATE_VERSION to the full version of the JDK in directory $1; fails if that is no suitable JDK.
suitable_jdk() {
  local line
  CANDIDATE_VERSION=""
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*) [[ -n $CANDIDATE_VERSION ]] || CANDIDATE_VERSION=${line#*=} ;;
      JAVA_RUNTIME_VERSION=*) CANDIDATE_VERSION=${line#*=} ;;
    esac
  done <"$1/release"
  CANDIDATE_VERSION=${CANDIDATE_VERSION//[^A-Za-z0-9.+-]/}
  local feature=${CANDIDATE_VERSION%%[!0-9]*}
  [[ -n $feature ]] && ((feature >= NEEDED_JDK))
}

# Prints the home of the `java` on the PATH.
jdk_on_path() {
  local java
  java=$(command -v java) && java=$(readlink -f "$java") && printf '%s\n' "${java%/bin/java}"
}

find_jdk() {
  local home best="" best_feature=999999
  for home in "${JAVA_HOME-}" "$(jdk_on_path 2>/dev/null)"; do
    if [[ -n $home ]] && suitable_jdk "$home"; then
      use_jdk "$home"
      return
    fi
  done
  for home in /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    "$([[ -x /usr/libexec/java_home ]] && /usr/libexec/java_home -v "$NEEDED_JDK+" 2>/dev/null)" \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/*; do
    if suitable_jdk "$home" && ((${CANDIDATE_VERSION%%[!0-9]*} < best_feature)); then
      best=$home
      best_feature=${CANDIDATE_VERSION%%[!0-9]*}
    fi
  done
  if [[ -z $best ]]; then
    echo "Procession needs a JDK $NEEDED_JDK or newer (with javac): install one, or set JAVA_HOME to it." >&2
    return 1
  fi
  use_jdk "$best"
}

use_jdk() {
  suitable_jdk "$1"
  export JAVA_HOME=$1
  export JDK_VERSION=$CANDIDATE_VERSION
}

# Fails with one line if there is no Maven.
need_maven() {
  command -v mvn >/dev/null || {
    echo "Procession is built with Apache Maven 3.8 or newer: install it so that 'mvn' is on the PATH." >&2
    return 1
  }
}
