namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>Headers of messages between hub and edge; names and values are ASCII.</summary>
public static class Headers
{
    /// <summary>On a reply without a body: why the request was not answered, a sentence. Asking again later may help.</summary>
    public const string Error = "Kse-Error";
}
