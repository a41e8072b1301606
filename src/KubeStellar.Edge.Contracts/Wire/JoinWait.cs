namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>A device has to wait for a person at the hub, and to ask again.</summary>
/// <param name="Fingerprint">Of the key that asked, as the hub has it (<see cref="Keys.DeviceFingerprint"/>).</param>
/// <param name="Why">What is waited for, a sentence.</param>
/// <param name="Since">Since when the hub knows of the request; null when it could not take it up (too many wait).</param>
/// <param name="RetryAfter">Milliseconds after which to ask again at the earliest; null when the hub does not say.</param>
public sealed record JoinWait(string Fingerprint, string Why, DateTimeOffset? Since, long? RetryAfter);
