#!/usr/bin/env bash
# WHERE engine: this checkout's own files, linked. Else a clone of the forge's repository, without its token.
set -euo pipefail
test "$KEEP" = false || { echo "the token would stay in .git/config"; exit 1; }
cd "$GITHUB_WORKSPACE"
rm -rf "$WHERE"
if [ "$WHERE" = engine ]; then
  echo "engine: repository=$WHOSE ref=$REF"
  mkdir engine
  for name in sync modelbook schemas catalog .github .gitattributes pyproject.toml; do
    ln -s "$MODELBOOK_ENGINE/$name" "engine/$name"
  done
  exit 0
fi
url="http://x:$FORGE_READER@${GITHUB_SERVER_URL#http://}/$FORGE_SLUG.git"
git clone --quiet "$url" "$WHERE"
git -C "$WHERE" remote set-url origin "$GITHUB_SERVER_URL/$FORGE_SLUG.git"
if [ -n "$NUMBER" ]; then
  git -C "$WHERE" fetch --quiet "$url" "refs/pull/$NUMBER/head"
  git -C "$WHERE" checkout --quiet --detach origin/main
  git -C "$WHERE" -c user.name=forge -c user.email=forge@example.com merge --quiet --no-ff --no-edit FETCH_HEAD
elif [ -n "${FORGE_REF:-}" ]; then
  git -C "$WHERE" checkout --quiet --detach "origin/$FORGE_REF"
fi
if [ "$DEPTH" = 1 ]; then # what a shallow clone of one branch hasn't
  git -C "$WHERE" for-each-ref --format='%(refname)' refs/remotes | xargs -r -n1 git -C "$WHERE" update-ref -d
fi
