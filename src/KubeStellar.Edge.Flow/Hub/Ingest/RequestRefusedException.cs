using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>A request that is refused whole; its answer is the error.</summary>
internal sealed class RequestRefusedException(ApiError error) : Exception(error.Message)
{
    public ApiError Error { get; } = error;

    public static RequestRefusedException Invalid(string message, IReadOnlyList<ApiFault> faults) => new(new ApiError("invalid", message, faults));

    public static RequestRefusedException Because(string code, string message) => new(new ApiError(code, message, []));
}
