namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>One column of a listing.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Value">Text of a row's cell, from the item and the present time.</param>
/// <param name="Wide">Shown with <c>-o wide</c> only.</param>
/// <param name="State">Whether it says how something fares, and is coloured at a terminal.</param>
internal sealed record Column(string Header, Func<JsonView, DateTimeOffset, string> Value, bool Wide = false, bool State = false);
