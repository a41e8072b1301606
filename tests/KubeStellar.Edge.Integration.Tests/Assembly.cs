using Xunit.v3;

// Each test starts several processes of its own; two at once fill the cores.
[assembly: Parallelization(MaxThreads = 2)]
