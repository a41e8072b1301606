namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Who asks the API, as the transport knows it.</summary>
/// <param name="Told">Who the client says it is, unproven: for the audit, never for rights. Empty for nobody.</param>
/// <param name="User">Token of the user with roles (<see cref="Contracts.Wire.Subjects.UserToken"/>) whose credentials the server checked; null for those who have all rights in the hub's account.</param>
/// <param name="Issuer">Of a user with roles: public key that issued the user it came with, as its client says; null when it says none.</param>
public sealed record ApiCaller(string Told, string? User = null, string? Issuer = null);
