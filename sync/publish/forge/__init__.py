"""The forge itself: the only modules of publishing that speak HTTP or start git.

github ──JSON──> rest ──HTTP──> the API        git ──> git_process ──> git, over HTTP
   └─ shapes: answers, read or refused
"""
