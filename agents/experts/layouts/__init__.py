"""Layouts: functions in the agent API that find a place and build something there.

They are read as source (`agents.experts.programs`) and run inside the sandbox, as part of what a scripted model sends;
nothing here runs on the host. So a function may use the names of the agent API, Any, and other functions of this
package, and nothing else; function names are unique across its modules. No position is written down: every one comes
from `nearest`, a patch or a placed entity. A layout that fails takes down what it placed, so that it can be tried
again, here or elsewhere. Anybody may send them along with programs of their own: `programs.program("build_mine(...)")`.
"""
