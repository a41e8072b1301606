using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>A request that is refused, on its way to the one place that answers it.</summary>
internal sealed class ApiRefusedException(string code, string message, params IReadOnlyList<ApiFault> details) : Exception(message)
{
    internal ApiError Error { get; } = new(code, message, details);
}
