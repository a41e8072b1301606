namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>Last tokens of the subjects that the gateway answers.</summary>
internal static class GatewayVerbs
{
    public const string Get = "get";
    public const string Report = "report";
    public const string Upsync = "upsync";
    public const string Facts = "facts";
    public const string Heartbeat = "heartbeat";
    public const string Pulse = "pulse";
    public const string Rekey = "rekey";
    public const string Join = "join";

    /// <summary>The verb as a constant, so that no string is made of a subject; null for one that is not known.</summary>
    public static string? Of(ReadOnlySpan<char> token) => token switch
    {
        "get" => Get,
        "report" => Report,
        "upsync" => Upsync,
        "facts" => Facts,
        "heartbeat" => Heartbeat,
        "pulse" => Pulse,
        "rekey" => Rekey,
        _ => null,
    };
}
