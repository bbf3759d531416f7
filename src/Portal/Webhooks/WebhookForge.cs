namespace Portal.Webhooks;

/// <summary>Whose deliveries an endpoint takes. Its address ends in the name, in small letters.</summary>
internal enum WebhookForge
{
    /// <summary>GitHub and GitHub Enterprise Server.</summary>
    GitHub,
    /// <summary>GitLab.</summary>
    GitLab,
    /// <summary>Gitea, Forgejo and Gogs.</summary>
    Gitea,
    /// <summary>Bitbucket Cloud and Bitbucket Data Center.</summary>
    Bitbucket,
    /// <summary>Whatever can sign a request.</summary>
    Generic,
}
