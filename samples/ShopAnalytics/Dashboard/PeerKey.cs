using System.Security.Cryptography;
using ShopAnalytics.Hosting;

namespace ShopAnalytics.Dashboard;

/// <summary>The secret by which instances trust each other: that of the environment, or one that the first instance on this machine creates for its user.</summary>
internal static class PeerKey
{
    private const string Variable = "CLICKSTREAM_PEER_KEY";
    private const int KeyBytes = 32;

    public static string Read()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return given;
        }

        var path = Path.Combine(StateLocation.ApplicationData, "peer.key");
        try
        {
            Directory.CreateDirectory(StateLocation.ApplicationData);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            using var writer = new StreamWriter(file);
            writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
        }
        catch (IOException) when (File.Exists(path))
        {
            // An instance before this one created it.
        }

        return File.ReadAllText(path);
    }
}
