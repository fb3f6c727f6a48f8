namespace WebShop.Pages;

/// <summary>The campaign that a visitor came by. The shop keeps it for the visit.</summary>
internal static class Campaign
{
    private const string Name = "campaign";

    public static string? Of(HttpContext context)
    {
        if (context.Request.Query["utm_campaign"] is [{ Length: > 0 and <= 100 } campaign])
        {
            context.Response.Cookies.Append(Name, campaign, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax });
            return campaign;
        }

        return context.Request.Cookies[Name];
    }
}
