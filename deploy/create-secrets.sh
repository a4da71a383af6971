#!/bin/sh
# Makes the keys and passwords of a deployment in a folder that must not exist yet: create-secrets.sh [FOLDER]
# Needs openssl. The folder is for its owner alone; the files in it are readable, so that a container's user can read
# those that are mounted into it.
set -eu

folder=${1:-$(dirname -- "$0")/secrets}
umask 077
mkdir "$folder"
cd "$folder"
umask 022

# Signing keys: Ed25519, private as PKCS #8, public as <kid>.pem.
key_pair() {
  openssl genpkey -algorithm ed25519 -out "$1"
  chmod 0644 "$1"
  mkdir -p "$(dirname -- "$2")"
  openssl pkey -in "$1" -pubout -out "$2"
}
key_pair gate.key.pem trusted-keys/gate-1.pem
key_pair executor-service.key.pem executor-keys/executor-service-1.pem
openssl genpkey -algorithm ed25519 -out session.key.pem
chmod 0644 session.key.pem

# Passwords on the broker: one file for the broker, one for each client.
users=
client() {
  password=$(openssl rand -hex 24)
  users="$users
  user_$1=\"$password\""
  jaas="org.apache.kafka.common.security.plain.PlainLoginModule required username=\"$1\" password=\"$password\";"
  echo "$2sasl.jaas.config=$jaas" >"$1.properties"
}
client planner-service kafka.
client approval-service kafka.
client executor-service kafka.
client admin ''
client guest ''
client operator ''
for name in admin guest operator; do
  printf 'security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\n' >>"$name.properties"
done
broker=$(openssl rand -hex 24)
cat >broker.jaas <<JAAS
KafkaServer {
  org.apache.kafka.common.security.plain.PlainLoginModule required
  username="broker"
  password="$broker"
  user_broker="$broker"$users;
};
JAAS

# People, a bearer token each. Two approvers: where nobody is proven to ask, the policy asks for one more than its quorum.
person() {
  printf '{"name":"%s","roles":[%s],"groups":[],"token":"%s"}' "$1" "$2" "$(openssl rand -hex 32)"
}
echo "[$(person approver '"approver","admin"'),$(person second-approver '"approver"')]" >people.json

# What the planner needs for the model's endpoint: put your key here.
echo "countersign.model.api-key=${OPENAI_API_KEY:-dummy}" >model.properties
