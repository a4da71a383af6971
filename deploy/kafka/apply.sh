#!/bin/sh
# Creates the topics of topics.txt and the ACLs of acls.txt, with the tools that come with Kafka. Safe to repeat.
# A topic that is there with other partitions or settings is an error, and is left as it is.
#
#   BOOTSTRAP_SERVERS   where the brokers are
#   ADMIN_PROPERTIES    client settings of a principal that may create topics and ACLs
#   ANYONE              principals that stand for "anyone" in acls.txt, separated by blanks; empty: none
#   OPERATORS           principals that may read dead letters, separated by blanks; empty: none
#   KAFKA_BIN           folder of the tools, /opt/kafka/bin unless told otherwise
#   REPLICATION_FACTOR  of new topics; unset: the broker's default
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
bin=${KAFKA_BIN:-/opt/kafka/bin}
: "${BOOTSTRAP_SERVERS:?}" "${ADMIN_PROPERTIES:?}"

topics() { "$bin/kafka-topics.sh" --bootstrap-server "$BOOTSTRAP_SERVERS" --command-config "$ADMIN_PROPERTIES" "$@"; }
acls() { "$bin/kafka-acls.sh" --bootstrap-server "$BOOTSTRAP_SERVERS" --command-config "$ADMIN_PROPERTIES" "$@"; }
entries() { grep -v -e '^#' -e '^$' "$here/$1"; }

# An outsider that bore a service's name would get that service's rights.
check_names() {
  set -f
  for name in ${ANYONE:-} ${OPERATORS:-}; do
    case $name in
      *[!A-Za-z0-9._=,-]*) echo "not a principal's name: $name" >&2; exit 2 ;;
      planner-service | approval-service | executor-service) echo "$name is a service" >&2; exit 2 ;;
    esac
  done
}

create_topics() {
  present=$(topics --list)
  entries topics.txt | while read -r name partitions settings; do
    if printf '%s\n' "$present" | grep -q -x -F -e "$name"; then
      continue
    fi
    set -- --create --topic "$name" --partitions "$partitions"
    for setting in $settings; do
      set -- "$@" --config "$setting"
    done
    topics "$@" ${REPLICATION_FACTOR:+--replication-factor "$REPLICATION_FACTOR"} </dev/null
  done
}

# Each line of topics.txt against what the broker says; prints what differs and fails if anything does.
compare_topics() {
  topics --describe | grep 'TopicId:' | tr '\t' ' ' >"$work/described"
  entries topics.txt >"$work/wanted"
  awk '
    NR == FNR {
      for (i = 1; i < NF; i++) {
        if ($i == "Topic:") name = $(i + 1)
        if ($i == "PartitionCount:") partitions[name] = $(i + 1)
        if ($i == "Configs:") configs[name] = "," $(i + 1) ","
      }
      next
    }
    partitions[$1] != $2 { print $1 ": partitions " partitions[$1] ", wanted " $2; bad = 1 }
    {
      for (i = 3; i <= NF; i++)
        if (index(configs[$1], "," $i ",") == 0) { print $1 ": wanted " $i ", has " configs[$1]; bad = 1 }
    }
    END { exit bad }
  ' "$work/described" "$work/wanted" >&2
}

principals() {
  case $1 in
    anyone) echo "${ANYONE:-}" ;;
    operators) echo "${OPERATORS:-}" ;;
    *) echo "$1" ;;
  esac
}

add_acls() {
  entries acls.txt | while read -r party operations pattern resources; do
    for principal in $(principals "$party"); do
      set -- --add --force --allow-principal "User:$principal"
      for operation in $(echo "$operations" | tr , ' '); do
        set -- "$@" --operation "$operation"
      done
      for resource in $resources; do
        case $resource in
          cluster) set -- "$@" --cluster ;;
          *) set -- "$@" "--${resource%%:*}" "${resource#*:}" ;;
        esac
      done
      acls "$@" --resource-pattern-type "$pattern" </dev/null
    done
  done
}

check_names
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
create_topics
compare_topics
add_acls
echo "topics and ACLs are in place"
