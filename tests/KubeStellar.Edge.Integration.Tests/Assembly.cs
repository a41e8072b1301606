// Each test starts several processes of its own; two at once fill the cores.
[assembly: CollectionBehavior(DisableTestParallelization = false, MaxParallelThreads = 2)]
