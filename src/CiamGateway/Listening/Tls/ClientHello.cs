using System.Text;

namespace CiamGateway.Listening.Tls;

/// <summary>What a client offers in the first message of a TLS handshake (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2).</summary>
internal sealed class ClientHello
{
    private const int Handshake = 22;
    private const int ServerNames = 0;
    private const int SupportedGroups = 10;
    private const int SignatureAlgorithmsType = 13;
    private const int SupportedVersions = 43;

    /// <summary>The highest version: 0x0303 is TLS 1.2.</summary>
    public int Version { get; private set; }

    public List<int> CipherSuites { get; private set; } = [];

    /// <summary>The host that the client asks for (RFC 6066 §3); null if it names none.</summary>
    public string? ServerName { get; private set; }

    /// <summary>Null if the client does not say.</summary>
    public List<int>? Groups { get; private set; }

    /// <summary>Null if the client does not say.</summary>
    public List<int>? SignatureAlgorithms { get; private set; }

    /// <param name="bytes">The first bytes of a connection. What is missing at their end is taken for not offered.</param>
    /// <returns>Null if they do not begin a handshake.</returns>
    public static ClientHello? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 2 && bytes[0] >= 0x80 && bytes[2] == 1)
        {
            return OfSsl2(bytes[3..]);
        }
        var record = new Reader(bytes);
        if (record.Number(1) != Handshake)
        {
            return null;
        }
        record.Take(2);
        var message = new Reader(record.Block(2));
        return message.Number(1) == 1 ? Of(new Reader(message.Block(3))) : null;
    }

    private static ClientHello Of(Reader fields)
    {
        var hello = new ClientHello { Version = fields.Number(2) };
        fields.Take(32);
        fields.Block(1);
        hello.CipherSuites = Numbers(fields.Block(2), 2);
        fields.Block(1);
        var extensions = new Reader(fields.Block(2));
        while (!extensions.IsAtEnd)
        {
            hello.Read(extensions.Number(2), new Reader(extensions.Block(2)));
        }
        return hello;
    }

    /// <summary>The form of SSL 2.0, in which clients of the nineties offer later versions, too (RFC 5246 appendix E.2).</summary>
    private static ClientHello OfSsl2(ReadOnlySpan<byte> bytes)
    {
        var fields = new Reader(bytes);
        var version = fields.Number(2);
        var length = fields.Number(2);
        fields.Take(4);
        return new ClientHello { Version = version, CipherSuites = Numbers(fields.Take(length), 3) };
    }

    private void Read(int extension, Reader body)
    {
        switch (extension)
        {
            case ServerNames:
                var names = new Reader(body.Block(2));
                names.Take(1);
                ServerName = Encoding.ASCII.GetString(names.Block(2));
                break;
            case SupportedGroups:
                Groups = Numbers(body.Block(2), 2);
                break;
            case SignatureAlgorithmsType:
                SignatureAlgorithms = Numbers(body.Block(2), 2);
                break;
            case SupportedVersions:
                foreach (var version in Numbers(body.Block(1), 2))
                {
                    // Drafts of TLS 1.3 have large numbers.
                    Version = version <= TlsListener.Tls13 ? Math.Max(Version, version) : Version;
                }
                break;
        }
    }

    /// <summary>Without the values that clients mix in at random (GREASE, RFC 8701).</summary>
    private static List<int> Numbers(ReadOnlySpan<byte> bytes, int size)
    {
        var numbers = new List<int>(bytes.Length / size);
        for (var reader = new Reader(bytes); !reader.IsAtEnd; )
        {
            var number = reader.Number(size);
            if ((number & 0x0F0F) != 0x0A0A || number >> 8 != (number & 0xFF))
            {
                numbers.Add(number);
            }
        }
        return numbers;
    }

    /// <summary>Reads big-endian numbers and blocks. At the end of the bytes it returns what there is.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public ReadOnlySpan<byte> Take(int length)
        {
            var taken = _rest[..Math.Min(length, _rest.Length)];
            _rest = _rest[taken.Length..];
            return taken;
        }

        public int Number(int size)
        {
            var number = 0;
            foreach (var octet in Take(size))
            {
                number = (number << 8) | octet;
            }
            return number;
        }

        public ReadOnlySpan<byte> Block(int sizeOfLength) => Take(Number(sizeOfLength));
    }
}
