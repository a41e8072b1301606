namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A weekly window of time at the site; it may pass midnight.</summary>
/// <param name="Days">English names of the days on which it begins (<c>Monday</c>); empty for every day.</param>
/// <param name="From">Time of day, <c>HH:mm</c>.</param>
/// <param name="To">Time of day, <c>HH:mm</c>; the same as the begin: a whole day.</param>
/// <param name="Zone">IANA name of a time zone.</param>
public sealed record SiteWindow(IReadOnlyList<string> Days, string From, string To, string Zone);
