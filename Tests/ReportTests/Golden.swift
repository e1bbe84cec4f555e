/// The reports of the example run and the example check, line for line. When a report changes on
/// purpose, look at the difference, and then put the new text here.
enum Golden {
  static let terminal = """
    sessions/10000
    strategy        CPU  against mutex  interval                  verdict                   share of echo/64
    unguarded   5.00 ns          0.250  [0.250, 0.250] at 99.3 %  faster                              0.51 %
    mutex       20.0 ns              1                                                                 2.0 %
    packed      15.0 ns          0.750  [0.750, 0.750] at 99.3 %  faster                               1.5 %
    flag-count  20.2 ns          1.010  [1.010, 1.010] at 99.3 %  equivalent (yet above 1)             2.0 %

    All cells
    cell                 mutex  unguarded   packed  flag-count
    sessions/1         80.0 ns    < 0.063  > 1.500     = 1.010
    sessions/1 (wall)  40.0 ns    < 0.062  > 1.500     = 1.010
    sessions/10000     20.0 ns    < 0.250  < 0.750     = 1.010
    echo/64            1.00 µs    < 0.980  ? 0.995     = 1.000
    cost against the reference: < faster, > slower, = equivalent, ? cannot tell

    Does guarding a session without a lock beat mutex? The note says no.
      Some do at sessions/10000, in CPU per operation of the guard alone; its weight in a message is below.
      Faster: packed 0.750 [0.750, 0.750].
      Equivalent: flag-count 1.010 [1.010, 1.010].
    How much of it shows in a message
      mutex is 2.0 % (echo/64) of the server's CPU for a message.
      In a whole server no gain in CPU per message is shown.
      echo/64: flag-count equivalent; packed cannot tell (up to 0.955 not excluded).
    Which guard for which server
      Most often the cheapest, or not told from it: packed (1 of 4 comparisons).
      No guard without a lock is faster than mutex for certain at sessions/1, sessions/1 (wall), echo/64.
    How often threads meet on a session
      sessions/1: 300,000 of a million acquires met another thread; predicted 290,000.
      sessions/10000: 31.0 of a million acquires met another thread; predicted 28.5.
    Where the answer changes
      sessions, packed, along sessions: slower at 1; faster at 10,000; cheaper than mutex from 219 [219, 219] sessions on.
      sessions, along sessions: no change from 1 to 10,000: flag-count equivalent.

    """

  static let page = """
    # guardbench example

    **Does guarding a session without a lock beat mutex? The note says no.**

    - Some do at sessions/10000, in CPU per operation of the guard alone; its weight in a message is below.
    - Faster: packed 0.750 [0.750, 0.750].
    - Equivalent: flag-count 1.010 [1.010, 1.010].

    **How much of it shows in a message**

    - mutex is 2.0 % (echo/64) of the server's CPU for a message.
    - In a whole server no gain in CPU per message is shown.
    - echo/64: flag-count equivalent; packed cannot tell (up to 0.955 not excluded).

    **Which guard for which server**

    - Most often the cheapest, or not told from it: packed (1 of 4 comparisons).
    - No guard without a lock is faster than mutex for certain at sessions/1, sessions/1 (wall), echo/64.

    **How often threads meet on a session**

    - sessions/1: 300,000 of a million acquires met another thread; predicted 290,000.
    - sessions/10000: 31.0 of a million acquires met another thread; predicted 28.5.

    **Where the answer changes**

    - sessions, packed, along sessions: slower at 1; faster at 10,000; cheaper than mutex from 219 [219, 219] sessions on.
    - sessions, along sessions: no change from 1 to 10,000: flag-count equivalent.

    ## All cells

    | cell | mutex | unguarded | packed | flag-count |
    | --- | ---: | ---: | ---: | ---: |
    | sessions/1 | 80.0 ns | &lt; 0.063 | > 1.500 | = 1.010 |
    | sessions/1 (wall) | 40.0 ns | &lt; 0.062 | > 1.500 | = 1.010 |
    | sessions/10000 | 20.0 ns | &lt; 0.250 | &lt; 0.750 | = 1.010 |
    | echo/64 | 1.00 µs | &lt; 0.980 | ? 0.995 | = 1.000 |

    cost against the reference: &lt; faster, > slower, = equivalent, ? cannot tell

    ## Which guard for which server

    | cell | cheapest, or not told from it | against mutex | without a lock and not faster |
    | --- | --- | ---: | --- |
    | sessions/1 | – |  | packed, flag-count |
    | sessions/1 (wall) | – |  | packed, flag-count |
    | sessions/10000 | packed | 0.750 | flag-count |
    | echo/64 | – |  | packed, flag-count |

    ### sessions/1

    | strategy | CPU | against mutex | interval | verdict |
    | --- | ---: | ---: | --- | --- |
    | unguarded | 5.00 ns | 0.063 | [0.063, 0.063] at 99.3 % | faster |
    | mutex | 80.0 ns | 1 |  |  |
    | packed | 120 ns | 1.500 | [1.500, 1.500] at 99.3 % | slower |
    | flag-count | 80.8 ns | 1.010 | [1.010, 1.010] at 99.3 % | equivalent (yet above 1) |

    One of this cell's 6 verdicts, each asked for 99.1 %: all hold together at 95.0 %.

    ### sessions/1 (wall)

    | strategy | wall | against mutex | interval | verdict |
    | --- | ---: | ---: | --- | --- |
    | unguarded | 2.50 ns | 0.062 | [0.062, 0.062] at 99.3 % | faster |
    | mutex | 40.0 ns | 1 |  |  |
    | packed | 60.0 ns | 1.500 | [1.500, 1.500] at 99.3 % | slower |
    | flag-count | 40.4 ns | 1.010 | [1.010, 1.010] at 99.3 % | equivalent (yet above 1) |

    One of this cell's 6 verdicts, each asked for 99.1 %: all hold together at 95.0 %.

    ### sessions/10000

    | strategy | CPU | against mutex | interval | verdict | share of echo/64 |
    | --- | ---: | ---: | --- | --- | ---: |
    | unguarded | 5.00 ns | 0.250 | [0.250, 0.250] at 99.3 % | faster | 0.51 % |
    | mutex | 20.0 ns | 1 |  |  | 2.0 % |
    | packed | 15.0 ns | 0.750 | [0.750, 0.750] at 99.3 % | faster | 1.5 % |
    | flag-count | 20.2 ns | 1.010 | [1.010, 1.010] at 99.3 % | equivalent (yet above 1) | 2.0 % |

    One of this cell's 3 verdicts, each asked for 98.3 %: all hold together at 95.0 %.

    ### echo/64

    | strategy | CPU | against mutex | interval | verdict | share of echo/64 |
    | --- | ---: | ---: | --- | --- | ---: |
    | unguarded | 980 ns | 0.980 | [0.980, 0.980] at 99.3 % | faster | 0.51 % |
    | mutex | 1.00 µs | 1 |  |  | 2.0 % |
    | packed | 995 ns | 0.995 | [0.955, 1.035] at 99.3 % | cannot tell (up to 0.955 not excluded) | 1.5 % |
    | flag-count | 1.00 µs | 1.000 | [1.000, 1.000] at 99.3 % | equivalent | 2.0 % |

    One of this cell's 3 verdicts, each asked for 98.3 %: all hold together at 95.0 %.

    ## Meetings on a session

    | cell | strategy | sessions | threads | met, per million | interval | predicted |
    | --- | --- | ---: | ---: | ---: | --- | ---: |
    | sessions/1 | mutex | 1 | 2 | 300,000 |  | 290,000 |
    | sessions/10000 | mutex | 10,000 | 2 | 31.0 |  | 28.5 |

    Predicted from the targets and from the measured share of time inside, as if threads did not delay each other. Two cores that use the same cache lines do: without work under the lease a near miss becomes a meeting, and more meetings are counted, also more than any independent draws allow. A stay of tens of nanoseconds is also measured no better than within a factor of two or three. Where the stay is long beside that (`hold`), the two must agree.

    ## Waits in the kernel

    | cell | mutex | packed |
    | --- | ---: | ---: |
    | contended | 412,000 | 0 |

    Futex calls that wait, per million operations, in trials of their own: counting slows the call down, and time measured with it would be wrong.

    ## The run

    Run `example`, profile quick, seed 7: Example CPU, 2 cores, kernel 6.1, Swift 6.3, revision abc1234.

    Build flags: `-c release`

    Command: `guardbench bench --seed 7`

    """

  static let readme = """
    * Without a lock some leases are cheaper than with `mutex`, which takes 20.0 ns of CPU (`sessions/10000`): `packed` (0.750) is faster; `flag-count` (1.010) is equivalent.
    * Threads met on a session in 31.0 of a million acquires there; 28.5 were predicted.

    `sessions/10000`:

    | strategy | CPU | against mutex | interval | verdict | share of echo/64 |
    | --- | ---: | ---: | --- | --- | ---: |
    | unguarded | 5.00 ns | 0.250 | [0.250, 0.250] at 99.3 % | faster | 0.51 % |
    | mutex | 20.0 ns | 1 |  |  | 2.0 % |
    | packed | 15.0 ns | 0.750 | [0.750, 0.750] at 99.3 % | faster | 1.5 % |
    | flag-count | 20.2 ns | 1.010 | [1.010, 1.010] at 99.3 % | equivalent (yet above 1) | 2.0 % |

    Which guard for which server:

    | cell | cheapest, or not told from it | against mutex | without a lock and not faster |
    | --- | --- | ---: | --- |
    | sessions/1 | – |  | packed, flag-count |
    | sessions/1 (wall) | – |  | packed, flag-count |
    | sessions/10000 | packed | 0.750 | flag-count |
    | echo/64 | – |  | packed, flag-count |

    Every cell, with its intervals: [results/example/summary.md](results/example/summary.md).

    Run `example`, profile quick, seed 7: Example CPU, 2 cores, kernel 6.1, Swift 6.3, revision abc1234.

    Command: `guardbench bench --seed 7`

    """

  static let checkTerminal = """
    Regression: packed in sessions/sessions=10000, CPU +7.2 % [+7.2 %, +7.2 %].

    strategy  cell                     metric               base     head     change  interval            verdict         pairs
    packed    sessions/sessions=10000  CPU               20.0 ns  21.4 ns     +7.2 %  [+7.2 %, +7.2 %]    regression         16
    packed    sessions/sessions=10000  context switches    0.001    0.001  +0 per op  [+0, +0]            pass               16
    mutex     sessions/sessions=10000  CPU               40.0 ns  36.0 ns    −10.0 %  [−10.0 %, −10.0 %]  pass, improved     16
    mutex     sessions/sessions=10000  context switches    0.001    0.001  +0 per op  [+0, +0]            pass               16

    The largest slowdown not excluded is +7.2 %.
    Improved: mutex in sessions/sessions=10000, CPU −10.0 % [−10.0 %, −10.0 %].
    Control, brief stage: identical arms not told apart (CPU +0.0 % [+0.0 %, +0.0 %]).
    Control, brief stage: an arm tuned to be at least 20 % slower seen (CPU +20.0 % [+20.0 %, +20.0 %]).
    Control, fresh stage: identical arms not told apart (CPU +0.0 % [+0.0 %, +0.0 %]).
    Control, fresh stage: an arm tuned to be at least 20 % slower seen (CPU +20.0 % [+20.0 %, +20.0 %]).
    Not compared: wall, futex waits, instructions, allocations.
    4 comparisons: the chance that any verdict is wrong is held to 0.20 %.

    """

  static let checkMarkdown = """
    **guardbench check: Regression: packed in sessions/sessions=10000, CPU +7.2 % [+7.2 %, +7.2 %].**

    | strategy | cell | metric | base | head | change | interval | verdict | pairs |
    | --- | --- | --- | ---: | ---: | ---: | --- | --- | ---: |
    | packed | sessions/sessions=10000 | CPU | 20.0 ns | 21.4 ns | +7.2 % | [+7.2 %, +7.2 %] | regression | 16 |
    | packed | sessions/sessions=10000 | context switches | 0.001 | 0.001 | +0 per op | [+0, +0] | pass | 16 |
    | mutex | sessions/sessions=10000 | CPU | 40.0 ns | 36.0 ns | −10.0 % | [−10.0 %, −10.0 %] | pass, improved | 16 |
    | mutex | sessions/sessions=10000 | context switches | 0.001 | 0.001 | +0 per op | [+0, +0] | pass | 16 |

    - The largest slowdown not excluded is +7.2 %.

    <details><summary>def5678, changed against abc1234</summary>

    - Improved: mutex in sessions/sessions=10000, CPU −10.0 % [−10.0 %, −10.0 %].
    - Control, brief stage: identical arms not told apart (CPU +0.0 % [+0.0 %, +0.0 %]).
    - Control, brief stage: an arm tuned to be at least 20 % slower seen (CPU +20.0 % [+20.0 %, +20.0 %]).
    - Control, fresh stage: identical arms not told apart (CPU +0.0 % [+0.0 %, +0.0 %]).
    - Control, fresh stage: an arm tuned to be at least 20 % slower seen (CPU +20.0 % [+20.0 %, +20.0 %]).
    - Not compared: wall, futex waits, instructions, allocations.
    - 4 comparisons: the chance that any verdict is wrong is held to 0.20 %.

    </details>

    """
}
