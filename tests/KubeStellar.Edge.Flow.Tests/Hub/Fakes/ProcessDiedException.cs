namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>What a SIGKILL looks like from inside: nothing after it runs.</summary>
internal sealed class ProcessDiedException : Exception;
