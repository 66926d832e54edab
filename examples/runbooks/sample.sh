#!/bin/sh
# Makes a home to try a page of the runbooks in: sample.sh NAME DIRECTORY, where NAME stands at the top of the page.
# Then HOME=DIRECTORY ./ao …
set -eu
[ $# = 2 ] || { echo "usage: sample.sh NAME DIRECTORY" >&2; exit 2; }
name=$1
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd)
mkdir -p "$2"
home=$(CDPATH='' cd -P -- "$2" && pwd)
root=$home/.agent-orchestrator
export HOME="$home" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE='2026-05-01T08:00:00Z' GIT_COMMITTER_DATE='2026-05-01T08:00:00Z'
export GIT_AUTHOR_NAME=Anne GIT_AUTHOR_EMAIL=anne@example.org GIT_COMMITTER_NAME=Anne GIT_COMMITTER_EMAIL=anne@example.org

# The time so many minutes ago: GNU's date, else BSD's.
now=$(date +%s)
ago() { date -u -d "@$((now - $1 * 60))" "+$2" 2>/dev/null || date -u -r "$((now - $1 * 60))" "+$2"; }
iso() { ago "$1" '%Y-%m-%dT%H:%M:%S.000Z'; }
touched() { touch -t "$(TZ=UTC ago "$1" '%Y%m%d%H%M.%S')" "$2"; }

repository() {
  mkdir -p "$home/src/$1"
  git -C "$home/src/$1" init -q -b main
  echo "# $1" >"$home/src/$1/README.md"
  git -C "$home/src/$1" add README.md
  git -C "$home/src/$1" commit -q -m 'First commit'
}

# A Claude Code conversation: directory, id, minutes since its last turn, what was asked, what was answered.
claude() {
  bucket=$home/.claude/projects/$(printf %s "$1" | tr -c 'A-Za-z0-9' '-')
  mkdir -p "$bucket"
  cat >"$bucket/$2.jsonl" <<END
{"type":"user","sessionId":"$2","cwd":"$1","timestamp":"$(iso $(($3 + 4)))","message":{"role":"user","content":"$4"}}
{"type":"assistant","sessionId":"$2","cwd":"$1","timestamp":"$(iso "$3")","message":{"role":"assistant","content":[{"type":"text","text":"$5"}]}}
END
  touched "$3" "$bucket/$2.jsonl"
}

# A Codex conversation: directory, id, minutes since its last turn.
codex() {
  day=$home/.codex/sessions/$(ago "$3" '%Y/%m/%d')
  mkdir -p "$day"
  cat >"$day/rollout-$(ago "$3" '%Y-%m-%dT%H-%M-%S')-$2.jsonl" <<END
{"timestamp":"$(iso "$3")","type":"session_meta","payload":{"id":"$2","cwd":"$1","cli_version":"0.98.0"}}
{"timestamp":"$(iso "$3")","type":"event_msg","payload":{"type":"user_message","message":"Go on"}}
END
  touched "$3" "$day/rollout-$(ago "$3" '%Y-%m-%dT%H-%M-%S')-$2.jsonl"
}

# A record of the project layout: project, id, kind, branch, agent, conversation, state, reason, minutes since it changed, more members.
record() {
  folder=$root/projects/$1
  mkdir -p "$folder/sessions"
  case $5 in claude-code) member=claudeSessionUuid ;; codex) member=codexThreadId ;; esac
  case $7 in terminated) ended="\"$(iso "$9")\"" runtime='"state": "exited", "reason": "process_missing"' ;; *) ended=null runtime='"state": "unknown", "reason": "spawn_incomplete"' ;; esac
  { cat <<END
{
  "project": "$1",
END
    [ "$3" = worker ] || printf '  "role": "orchestrator",\n  "prAutoDetect": false,\n'
    cat <<END
  "agent": "$5",
  "branch": "$4",
  "worktree": "$folder/worktrees/$2",
  "createdAt": "$(iso $(($9 + 600)))",
  "$member": "$6",${10:+
  ${10},}
  "lifecycle": {
    "version": 2,
    "session": {"kind": "$3", "state": "$7", "reason": "$8", "startedAt": "$(iso $(($9 + 600)))", "completedAt": null, "terminatedAt": $ended, "lastTransitionAt": "$(iso "$9")"},
    "pr": {"state": "none", "reason": "not_created", "number": null, "url": null, "lastObservedAt": null},
    "runtime": {$runtime, "lastObservedAt": null, "handle": null, "tmuxName": null}
  }
}
END
  } >"$folder/sessions/$2.json"
  touched "$9" "$folder/sessions/$2.json"
}

# A session with its worktree and what was said in it; the words of `record`.
session() {
  git -C "$home/src/$1" worktree add -q -b "$4" "$root/projects/$1/worktrees/$2"
  case $5 in
    claude-code) claude "$root/projects/$1/worktrees/$2" "$6" "$9" 'Go on with the task' 'Done so far: two of three steps.' ;;
    codex) codex "$root/projects/$1/worktrees/$2" "$6" "$9" ;;
  esac
  record "$@"
  [ "$3" = worker ] || echo 'You keep the work of this project moving.' >"$root/projects/$1/orchestrator-prompt-$2.md"
}

# The registry: projects, by their ids.
registry() {
  mkdir -p "$root"
  { printf 'defaults:\n  agent: claude-code\nprojects:\n'
    for id in "$@"; do
      printf '  %s:\n    projectId: %s\n    path: %s/src/%s\n    sessionPrefix: %s\n    defaultBranch: main\n' "$id" "$id" "$home" "$id" "$id"
    done
  } >"$root/config.yaml"
}

# Two projects; everything is well.
store() {
  repository shop
  repository tides
  registry shop tides
  session shop shop-orchestrator orchestrator orchestrator/shop-orchestrator claude-code 6f0d2d5e-1d5b-4c7c-9a34-0b7c5a1e9f10 working task_in_progress 12
  session shop shop-1 worker feat/refunds claude-code 0c4b8a52-57f4-4bb7-8c8e-3a9f1d2c4e5f needs_input awaiting_user_input 35
  session shop shop-2 worker fix/rounding codex 019a2f6e-0000-7000-8000-000000000002 working task_in_progress 20
  session shop shop-3 worker feat/invoices claude-code 7b1c9d04-2f3e-4a55-8b66-90c1d2e3f4a5 terminated manually_killed 4300
  session tides tides-orchestrator orchestrator orchestrator/tides-orchestrator claude-code 3d8e1f20-6a7b-4c8d-9e0f-a1b2c3d4e5f6 idle task_in_progress 90
  session tides tides-1 worker fix/leap-second codex 019a2f6e-0000-7000-8000-000000000007 working task_in_progress 60
}

# The same store after a disk that was full for a night.
broken() {
  store
  sessions=$root/projects/shop/sessions
  sed '/"pr": {"state"/,$d' "$sessions/shop-1.json" >"$sessions/half" && mv "$sessions/half" "$sessions/shop-1.json"
  : >"$sessions/shop-4.json"
  touched 700 "$sessions/shop-4.json"
  sed -e '/"role"/d' -e '/"prAutoDetect"/d' "$sessions/shop-orchestrator.json" >"$sessions/less" && mv "$sessions/less" "$sessions/shop-orchestrator.json"
  printf '{"pid": 4194999, "acquiredAt": "%s"}\n' "$(iso 700)" >"$sessions/shop-2.json.lock"
  touched 700 "$sessions/shop-2.json.lock"
  rm "$home"/.claude/projects/*shop-3/7b1c9d04-2f3e-4a55-8b66-90c1d2e3f4a5.jsonl
}

# An ao.db as a daemon of schema 12 makes it.
database() {
  mkdir -p "$home/.ao/data"
  { cat "$here/../../lib/res/schema-12.sql"
    for version in 0 1 2 3 4 5 6 7 8 9 10 11 12; do
      echo "INSERT INTO goose_db_version (version_id, is_applied, tstamp) VALUES ($version, 1, '2026-05-01 08:00:00');"
    done
  } | sqlite3 "$home/.ao/data/ao.db"
}

sql() { sqlite3 "$home/.ao/data/ao.db" "$1"; }
gotime() { ago "$1" '%Y-%m-%d %H:%M:%S.000 +0000 UTC'; }

# A row of a session: project, id, number, kind, is it over, minutes since it was active.
row() {
  case $5 in 1) activity=exited ;; *) activity=active ;; esac
  sql "INSERT INTO sessions (id, project_id, num, kind, harness, activity_state, is_terminated, activity_last_at, first_signal_at, created_at, updated_at, branch, workspace_path, agent_session_id)
    VALUES ('$2', '$1', $3, '$4', 'claude-code', '$activity', $5, '$(gotime "$6")', '$(gotime "$6")', '$(gotime $(($6 + 600)))', '$(gotime "$6")', 'feat/$2', '$home/.ao/data/worktrees/$1/$2', '')"
}

# The store, and beside it a daemon's database in which one of its projects is already, and another.
beside() {
  store
  database
  repository desk
  sql "INSERT INTO projects (id, path, registered_at) VALUES ('desk', '$home/src/desk', '$(gotime 9000)')"
  sql "INSERT INTO projects (id, path, registered_at) VALUES ('tides', '$home/src/tides', '$(gotime 9000)')"
  row desk desk-1 1 worker 1 800
}

# The store as it was before there were project folders.
hashed() {
  repository shop
  mkdir -p "$root"
  folder=$root/3f2a9c41d0b7-shop
  mkdir -p "$folder/sessions/archive" "$folder/worktrees"
  printf '# my projects\nprojects:\n  shop:\n    path: %s/src/shop\n    storageKey: 3f2a9c41d0b7-shop\n    sessionPrefix: shop\n' "$home" >"$root/config.yaml"
  for id in shop-1 shop-2; do
    git -C "$home/src/shop" worktree add -q -b "feat/$id" "$folder/worktrees/$id"
    printf 'worktree=%s\nbranch=feat/%s\nstatus=killed\nproject=shop\nagent=claude-code\ncreatedAt=2026-04-05T09:30:00.000Z\n' "$folder/worktrees/$id" "$id" >"$folder/sessions/$id"
    touched 9000 "$folder/sessions/$id"
  done
  echo 'a line nobody has committed' >>"$folder/worktrees/shop-1/README.md"
  claude "$folder/worktrees/shop-1" 0c4b8a52-57f4-4bb7-8c8e-3a9f1d2c4e5f 9000 'Refund an order in part' 'The tests pass.'
  printf 'worktree=%s\nbranch=feat/shop-0\nstatus=merged\nproject=shop\nagent=claude-code\n' "$folder/worktrees/shop-0" >"$folder/sessions/archive/shop-0_2026-04-01T08-00-00-000Z"
  touched 12000 "$folder/sessions/archive/shop-0_2026-04-01T08-00-00-000Z"
}

# A repository that its owner has moved to another folder, with what agents said in it.
moved() {
  store
  repository blog
  mkdir "$home/src/blog/drafts"
  claude "$home/src/blog" 5a6b7c8d-1111-4222-8333-944455556666 300 'Write about tides' 'A first draft is in drafts/tides.md.'
  claude "$home/src/blog/drafts" 5a6b7c8d-1111-4222-8333-944455557777 200 'Shorter, please' 'Cut to half.'
  codex "$home/src/blog" 019a2f6e-0000-7000-8000-000000000033 250
  mkdir -p "$home/work"
  mv "$home/src/blog" "$home/work/blog"
}

# An orchestrator whose record lost what makes it one, and that a second one stands in for.
vanished() {
  store
  sessions=$root/projects/shop/sessions
  sed -e '/"role"/d' -e '/"prAutoDetect"/d' -e 's/"kind": "orchestrator"/"kind": "worker"/' "$sessions/shop-orchestrator.json" >"$home/less" && mv "$home/less" "$sessions/shop-orchestrator.json"
}

# A database whose ledger tells of a table that is not there.
tableless() {
  store
  database
  repository desk
  sql "INSERT INTO projects (id, path, registered_at) VALUES ('desk', '$home/src/desk', '$(gotime 9000)')"
  row desk desk-1 1 worker 0 30
  sql 'DROP TABLE pr_review_threads'
}

# A night in which the machine ran out of memory.
night() {
  store
  for n in 4 5 6 7; do
    session shop "shop-$n" worker "feat/night-$n" claude-code "8c4b8a5$n-57f4-4bb7-8c8e-3a9f1d2c4e5f" terminated runtime_lost 420
    file=$root/projects/shop/sessions/shop-$n.json
    sed "s/\.000Z/.${n}00Z/g" "$file" >"$home/later" && mv "$home/later" "$file"
  done
  echo 'half a thought' >"$root/projects/shop/worktrees/shop-5/notes.txt"
}

# Sessions that do not come back, each for a reason of its own.
stuck() {
  store
  session shop shop-4 worker feat/exports claude-code 9d4b8a52-57f4-4bb7-8c8e-3a9f1d2c4e5f terminated runtime_lost 90
  rm "$home"/.claude/projects/*shop-4/*.jsonl
  session shop shop-5 worker feat/search claude-code 9e4b8a52-57f4-4bb7-8c8e-3a9f1d2c4e5f terminated runtime_lost 80
  rm -r "$root/projects/shop/worktrees/shop-5"
  session shop shop-6 worker feat/labels claude-code 9f4b8a52-57f4-4bb7-8c8e-3a9f1d2c4e5f terminated runtime_lost 70
  claude "$root/projects/shop/worktrees/shop-6" af4b8a52-57f4-4bb7-8c8e-3a9f1d2c4e5f 10 'Try once more' 'It works now.'
}

# An OpenClaw store with what an upgrade trips over.
openclaw() {
  sessions=$home/.openclaw/agents/main/sessions
  mkdir -p "$sessions"
  echo '{"meta":{"lastTouchedVersion":"2026.7.1"}}' >"$home/.openclaw/openclaw.json"
  now_ms=$(ago 40 %s)000
  cat >"$sessions/sessions.json" <<END
{
  "agent:main:main": {"sessionId": "11111111-2222-4333-8444-555555555555", "updatedAt": $now_ms, "lastChannel": "telegram", "lastTo": "telegram:4915112345678"},
  "agent:main:Cron:Digest": {"sessionId": "21111111-2222-4333-8444-555555555555", "updatedAt": $now_ms},
  "agent:main:ghost": {"sessionId": "31111111-2222-4333-8444-555555555555", "updatedAt": $now_ms},
  "agent:main:nameless": {"updatedAt": $now_ms}
}
END
  for id in 11111111 21111111 41111111; do
    echo "{\"type\":\"session\",\"id\":\"$id-2222-4333-8444-555555555555\"}" >"$sessions/$id-2222-4333-8444-555555555555.jsonl"
    touched 9000 "$sessions/$id-2222-4333-8444-555555555555.jsonl"
  done
  touched 40 "$sessions/sessions.json"
}

# What crashes, backups and migrations leave beside records.
leftovers() {
  broken
  sessions=$root/projects/shop/sessions
  cp "$sessions/shop-2.json" "$sessions/shop-2.json.corrupt-1790000000000"
  cp "$sessions/shop-2.json" "$sessions/shop-2.json.tmp.4194998.1790000000001"
  mkdir -p "$root/3f2a9c41d0b7-shop.migrated/sessions"
  printf 'project=shop\nstatus=killed\n' >"$root/3f2a9c41d0b7-shop.migrated/sessions/shop-1"
  touched 900 "$sessions/shop-2.json.tmp.4194998.1790000000001"
}

# Three machines with a store each, and an ssh that runs what it is told at the home of a machine.
fleet() {
  for machine in anvil bolt cleat; do
    case $machine in bolt) kind=broken ;; *) kind=store ;; esac
    sh "$here/sample.sh" "$kind" "$home/machines/$machine"
  done
  mkdir -p "$home/bin"
  printf '#!/bin/sh\nmachine=$1\nshift\nHOME=%s/machines/$machine exec sh -c "$*"\n' "$home" >"$home/bin/ssh"
  chmod +x "$home/bin/ssh"
}

case $name in
  store | broken | beside | hashed | moved | vanished | tableless | night | stuck | openclaw | leftovers | fleet) "$name" ;;
  *) echo "sample.sh: no sample is called $name" >&2; exit 2 ;;
esac
