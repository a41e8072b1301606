using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>How a hub's nats-server speaks TLS.</summary>
public sealed class HubTlsOptions
{
    /// <summary>The hub's state directory; its files go to <c>tls/</c> in it. Required.</summary>
    [Required]
    public string StateDirectory { get; set; } = "";

    /// <summary>Names that a certificate made here is for.</summary>
    public ServerNames Names { get; set; } = new(["localhost"]);

    /// <summary>The server's certificate and what stands between it and its CA, PEM. Default: the hub makes one under a CA of its own.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>Its key, PEM. With <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; set; }

    /// <summary>What clients are told to check the server against: with <see cref="CertificateFile"/> this and nothing else (default: what their system trusts), otherwise beside the hub's own CA.</summary>
    public string? CaFile { get; set; }

    /// <summary>Ask every client for a certificate that one of these has signed. Default: none is asked for.</summary>
    public string? ClientCaFile { get; set; }

    /// <summary>Ask every client for a certificate of the hub's own CA, which edges get from the hub. Default: false. Not with <see cref="ClientCaFile"/>.</summary>
    public bool VerifyOwn { get; set; }

    /// <summary>Make a new CA now, beside the one that is there. Default: when two thirds of its time are over.</summary>
    public bool NewAuthority { get; set; }

    /// <summary>How often files are looked at and times compared. Default: 5 s.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(5);
}
