/** What the issuer's clients may ask for beside their identity; permissions are not scopes, they are behind `dt:p`. */
export const graphScope = 'hemisphere/graph'

/** Lets a person's access token call Cognito's own operations on the person, such as GlobalSignOut. */
export const selfServiceScope = 'aws.cognito.signin.user.admin'
